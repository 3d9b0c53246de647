using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>
/// An answer of the API, good or bad. Reaching the server and being refused by it is a result; not reaching it is a
/// <see cref="PlatformException"/> of the call.
/// </summary>
public sealed record ProxmoxResult
{
    /// <summary><c>GET</c>, <c>POST</c>, <c>PUT</c> or <c>DELETE</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The resource asked for, below <c>/api2/json</c>, without its query.</summary>
    public required string Resource { get; init; }

    /// <summary>HTTP status; Proxmox uses 595 to 599 for a node behind the one that answered.</summary>
    public required int StatusCode { get; init; }

    /// <summary>The reason phrase, in which Proxmox puts the first line of its error; present in every version.</summary>
    public required string ReasonPhrase { get; init; }

    /// <summary>What stands under <c>data</c>; null for answers without any, and for bodies that are not JSON.</summary>
    public JsonNode? Data { get; init; }

    /// <summary>What stands under <c>total</c>, on lists of tasks and logs.</summary>
    public int? Total { get; init; }

    /// <summary>What stands under <c>message</c> (since version 8.4), or a body that is not JSON; trimmed.</summary>
    public string Message { get; init; } = "";

    /// <summary>Refused parameters with Proxmox's text for each.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether the call was accepted. A task that it started may still fail: wait for it.</summary>
    public bool IsSuccessStatusCode => StatusCode is >= 200 and < 300;

    /// <summary>The most telling text of a refusal: the message where it says more than the reason phrase.</summary>
    public string Text => Message.Length > ReasonPhrase.Length ? Message : ReasonPhrase;

    /// <summary>This result, if the call was accepted.</summary>
    /// <exception cref="PlatformException">It was refused; the failure says how.</exception>
    public ProxmoxResult Ensure() => IsSuccessStatusCode ? this : throw ProxmoxFailures.Explain(this);

    /// <summary><c>data</c> as an object; empty where there is none.</summary>
    public JsonObject ToObject() => Data as JsonObject ?? [];

    /// <summary><c>data</c> as the objects of a list; empty where there are none.</summary>
    public IEnumerable<JsonObject> ToEnumerable() => (Data as JsonArray ?? []).OfType<JsonObject>();

    /// <summary><c>data</c> as text: an UPID, the next free VMID; null where there is none.</summary>
    public string? ToText() => Data is JsonValue value ? ProxmoxJson.Text(value) : null;
}
