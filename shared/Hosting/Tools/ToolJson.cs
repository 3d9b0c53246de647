using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using HomelabMcp.Core;
using ModelContextProtocol;

namespace HomelabMcp.Hosting;

/// <summary>How tools read arguments and write replies: handed to every <c>WithTools</c>.</summary>
public static class ToolJson
{
    /// <summary>
    /// Camel case, nulls left out, enums as camel-case words, untrusted text cleaned, secrets refused. Text stays as it
    /// is: an escaped umlaut costs an assistant tokens and sense.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(McpJsonUtilities.DefaultOptions) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        // First, because the SDK's options bring an enum converter of their own, which spells them as C# does.
        options.Converters.Insert(0, new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Insert(0, new SecretConverter());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
