using System.Text;
using System.Text.Json;

using Microsoft.AspNetCore.Http;

namespace HomelabMcp.Simulation.Proxmox.Http;

/// <summary>Reads parameters the way pveproxy does: form fields part at <c>&amp;</c> and <c>;</c>, a value ends at its second <c>=</c>.</summary>
internal static class BodyReader
{
    private const int MaximumBody = 512 * 1024;

    public static async Task<Arguments> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        var arguments = new Arguments();
        var hasBody = request.ContentLength > 0;
        if (request.Headers.TransferEncoding.Count > 0)
            throw new ProtocolError(501, "chunked transfer encoding not supported", "chunked transfer encoding not supported");
        if (request.ContentLength > MaximumBody)
            throw new ProtocolError(501, "for data too large", "for data too large");
        if (hasBody && request.Method is "GET" or "HEAD" or "DELETE")
            if (hasBody)
                throw new ProtocolError(501, $"Unexpected content for method '{request.Method}'", $"Unexpected content for method '{request.Method}'");
        if (request.Method is "POST" or "PUT")
            await ReadBodyAsync(request, arguments, cancellation);
        var query = new Arguments();
        DecodeForm(request.QueryString.Value?.TrimStart('?') ?? "", query);
        foreach (var name in query.Names)
            arguments[name] = query[name];
        arguments.Remove("_dc");
        return arguments;
    }

    private static async Task ReadBodyAsync(HttpRequest request, Arguments arguments, CancellationToken cancellation)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(cancellation);
        var type = request.ContentType?.Split(';', 2)[0].Trim().ToLowerInvariant() ?? "";
        if (type is "application/json")
            DecodeJson(body, arguments);
        else if (body.Length == 0 || type is "application/x-www-form-urlencoded")
            DecodeForm(body, arguments);
        else
            throw new ProtocolError(506, $"upload 'Content-Type '{request.ContentType}' not implemented", $"upload 'Content-Type '{request.ContentType}' not implemented");
    }

    public static void DecodeForm(string text, Arguments arguments)
    {
        foreach (var pair in text.Split(['&', ';'], StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=');
            var value = parts.Length > 1 ? Unescape(parts[1]) : "";
            arguments.Append(Unescape(parts[0]), value.Length == 0 ? null : value);
        }
    }

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static void DecodeJson(string body, Arguments arguments)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw Malformed(body);
            foreach (var property in document.RootElement.EnumerateObject())
                arguments[property.Name] = property.Value.ValueKind == JsonValueKind.Array
                    ? property.Value.EnumerateArray().Select(item => Scalar(item) ?? "").ToList()
                    : Scalar(property.Value);
        }
        catch (JsonException)
        {
            throw Malformed(body);
        }
    }

    private static string? Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => "1",
        JsonValueKind.False => "0",
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };

    /// <summary>The server passes Perl's decoder message on, place included; only the wording for a missing quote has been seen.</summary>
    private static ProtocolError Malformed(string body)
    {
        var text = body.Length == 0
            ? "malformed JSON string, neither tag, array, object, number, string or atom, at character offset 0 (before \"(end of string)\")"
            : body[0] == '{'
                ? $"'\"' expected, at character offset 1 (before \"{body[1..].TrimEnd('}')}\")"
                : $"malformed JSON string, neither tag, array, object, number, string or atom, at character offset 0 (before \"{body}\")";
        text += " at /usr/share/perl5/PVE/APIServer/AnyEvent.pm line 934.";
        return new ProtocolError(500, text, text + "\n");
    }
}
