using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>Tags without marks. Writing them is the driver's, which knows the mark to write with them.</summary>
internal sealed record TagsOption(Field Field) : GuestOption(Field)
{
    internal override void Read(JsonObject config, JsonObject spec)
    {
        if (GuestTags.Plain(config.Text("tags")) is { Length: > 0 } tags) spec["tags"] = GuestTags.Json(tags);
    }

    internal override void Write(JsonObject spec, JsonObject config, IDictionary<string, string> parameters)
    {
        if (GuestTags.Join(spec["tags"], null) is { Length: > 0 } tags) parameters["tags"] = tags;
    }

    internal override IEnumerable<(string Field, string Message)> Check(JsonObject spec)
    {
        foreach (var tag in (spec["tags"] as JsonArray ?? []).Select(ProxmoxJson.Text).OfType<string>())
        {
            if (tag.Contains("${", StringComparison.Ordinal)) continue;
            if (!ProxmoxSyntax.IsTag(tag)) yield return ("tags", $"'{tag}' is not a tag: letters, digits, '_', '+', '-' and '.', not beginning with a sign");
            else if (OwnershipMark.TryParse(tag, out _)) yield return ("tags", $"'{tag}' is an ownership mark, which is written by itself: leave it out");
        }
    }
}

/// <summary>The description without the line that holds a mark.</summary>
internal sealed record DescriptionOption(Field Field) : GuestOption(Field)
{
    internal override void Read(JsonObject config, JsonObject spec)
    {
        if (GuestTags.WithoutMark(config.Text("description")) is { Length: > 0 } text) spec["description"] = text;
    }

    internal override void Write(JsonObject spec, JsonObject config, IDictionary<string, string> parameters)
    {
        if (ProxmoxJson.Text(spec["description"]) is { Length: > 0 } text) parameters["description"] = text;
    }
}
