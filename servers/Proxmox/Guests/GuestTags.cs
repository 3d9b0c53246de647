using System.Text.Json;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>
/// Tags, among which our mark travels: legal there as it stands, in the create call itself, and shown by lists. A clone
/// takes no tags, so until its first configuration write the mark stands in the description, on a line of its own.
/// </summary>
internal static class GuestTags
{
    private const string MarkLine = "homelab-mark: ";

    /// <summary>The tags people set, sorted: marks never appear among them.</summary>
    internal static string[] Plain(string? text) =>
        [.. ProxmoxSyntax.NormalisedTags(text ?? "").Where(tag => !OwnershipMark.TryParse(tag, out _)).Order(StringComparer.Ordinal)];

    /// <summary>The mark in a tag list; where several installations marked it, the one named, else the first.</summary>
    internal static OwnershipMark? Mark(string? tags, string installation)
    {
        OwnershipMark? found = null;
        foreach (var tag in ProxmoxSyntax.NormalisedTags(tags ?? ""))
        {
            if (!OwnershipMark.TryParse(tag, out var mark)) continue;
            if (mark.Installation == installation) return mark;
            found ??= mark;
        }

        return found;
    }

    /// <summary>The mark that a description holds.</summary>
    internal static OwnershipMark? MarkInText(string? description)
    {
        foreach (var line in (description ?? "").Split('\n'))
            if (line.StartsWith(MarkLine, StringComparison.Ordinal) && OwnershipMark.TryParse(line[MarkLine.Length..].Trim(), out var mark)) return mark;
        return null;
    }

    /// <summary>A description without the line that holds a mark; Proxmox adds or drops the last line feed as it likes.</summary>
    internal static string WithoutMark(string? description) =>
        string.Join('\n', (description ?? "").Split('\n').Where(line => !line.StartsWith(MarkLine, StringComparison.Ordinal))).TrimEnd('\n');

    internal static string WithMark(string? description, OwnershipMark mark) =>
        string.IsNullOrEmpty(description) ? MarkLine + mark : $"{description}\n{MarkLine}{mark}";

    /// <summary>A tag list with a mark; null: without any.</summary>
    internal static string Join(JsonNode? tags, OwnershipMark? mark)
    {
        var plain = (tags as JsonArray ?? []).Select(ProxmoxJson.Text).OfType<string>();
        return string.Join(';', mark is { } own ? plain.Append(own.ToString()) : plain);
    }

    internal static JsonArray Json(IEnumerable<string> tags) => [.. tags.Select(tag => (JsonNode)tag)];

    /// <summary>A list or text of tags in the form compared: lower case, each once, sorted.</summary>
    internal static JsonNode Normalise(JsonNode node) => node switch
    {
        JsonValue value when value.GetValueKind() is JsonValueKind.String => Json(Sorted(value.GetValue<string>())),
        JsonArray items when items.All(item => item is JsonValue) => Json(Sorted(string.Join(';', items.Select(ProxmoxJson.Text)))),
        _ => node,
    };

    private static string[] Sorted(string text) => [.. ProxmoxSyntax.NormalisedTags(text).Order(StringComparer.Ordinal)];
}
