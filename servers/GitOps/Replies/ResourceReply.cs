using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.GitOps;

/// <summary>One line of a list of resources.</summary>
internal sealed record ResourceLine(string Kind, UntrustedText Name, string Target, string State, string? Reason = null, string? File = null)
{
    public static ResourceLine Of(ResourceStatus status) => new(
        status.Key.Kind, status.Key.Name, status.Key.Target, PlanJson.Word(status.State), status.Reason is "" ? null : status.Reason, status.Source?.ToString());
}

/// <summary>A resource in full.</summary>
internal sealed record ResourceReply
{
    public required string Kind { get; init; }
    public required UntrustedText Name { get; init; }
    public required string Target { get; init; }
    public required string State { get; init; }
    public string? Reason { get; init; }
    public JsonObject? Desired { get; init; }
    public LiveReply? Live { get; init; }
    public IReadOnlyList<ChangeReply> Diff { get; init; } = [];
    public SourceReply? Source { get; init; }
    public IReadOnlyList<string> DependsOn { get; init; } = [];
    public string? LastRun { get; init; }

    public static ResourceReply Of(ResourceStatus status, string? lastRun) => new()
    {
        Kind = status.Key.Kind,
        Name = status.Key.Name,
        Target = status.Key.Target,
        State = PlanJson.Word(status.State),
        Reason = status.Reason is "" ? null : status.Reason,
        Desired = status.Desired,
        Live = status.Live is { } live ? new(live.Id, live.Name, Clean(live.Spec)) : null,
        Diff = [.. status.Diff.Select(ChangeReply.Of)],
        Source = status.Source is { } source ? new(source.File, source.Line, source.Commit) : null,
        DependsOn = [.. status.DependsOn.Select(key => key.ToString())],
        LastRun = lastRun,
    };

    // What a live system says of itself is untrusted down to its last text.
    internal static JsonObject Clean(JsonObject spec) => (JsonObject)CleanNode(spec)!;

    internal static JsonNode? CleanNode(JsonNode? node) => node switch
    {
        JsonObject fields => new JsonObject(fields.Select(field => KeyValuePair.Create(UntrustedText.CleanOf(field.Key), CleanNode(field.Value)))),
        JsonArray items => new JsonArray([.. items.Select(CleanNode)]),
        JsonValue value when value.GetValueKind() is System.Text.Json.JsonValueKind.String => JsonValue.Create(UntrustedText.CleanOf(value.GetValue<string>())),
        _ => node?.DeepClone(),
    };
}

/// <param name="Id">What the platform calls it.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Spec">What it is, in the shape of a manifest's spec.</param>
internal sealed record LiveReply(UntrustedText Id, UntrustedText Name, JsonObject Spec);

/// <param name="Path">Dotted path below spec.</param>
/// <param name="Before">Live now.</param>
/// <param name="After">Wanted.</param>
internal sealed record ChangeReply(string Path, JsonNode? Before = null, JsonNode? After = null)
{
    public static ChangeReply Of(FieldChange change) => new(change.Path, ResourceReply.CleanNode(change.Before), change.After?.DeepClone());
}

internal sealed record SourceReply(string File, int Line, string? Commit = null);
