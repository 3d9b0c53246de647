using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Hub.Api;
using HomelabMcp.Hub.Commands;

namespace HomelabMcp.Hub.Pages;

/// <summary>Pieces that several pages share.</summary>
internal static class Parts
{
    /// <summary>A card with a heading.</summary>
    public static Html Card(string title, Html body) => Html.Of($"""
        <section class="card"><h2>{title}</h2>
        {body}
        </section>
        """);

    /// <summary>A state as a coloured word; the word carries the meaning, the colour only helps.</summary>
    public static Html State(string word)
    {
        var mood = word switch
        {
            "synced" or "up" or "done" or "approved" or "merged" => "good",
            "pending" or "waiting" or "drifted" or "unmanaged" or "open" or "running" or "planned" or "held" or "new" or "superseded" => "warn",
            "missing" or "conflict" or "parked" or "unknown" or "failed" or "down" or "refused" or "denied" or "rejected" or "interrupted" or "inDoubt" => "bad",
            _ => "plain",
        };
        return Html.Of($"""<span class="tag {mood}">{word}</span>""");
    }

    /// <summary>A table that becomes a list of rows on a phone. Each row has as many cells as there are heads.</summary>
    public static Html Table(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<Html>> rows) => Html.Of($"""
        <div class="scroll"><table class="stack">
          <thead><tr>{Html.Each(heads, head => Html.Of($"<th scope=\"col\">{head}</th>"))}</tr></thead>
          <tbody>{Html.Each(rows, row => Html.Of($"<tr>{Html.Join(row.Select((cell, index) => Html.Of($"<td data-name=\"{heads[index]}\">{cell}</td>")))}</tr>"))}</tbody>
        </table></div>
        """);

    /// <summary>Text as a cell.</summary>
    public static Html Text(string? text) => Html.Of($"{text}");

    /// <summary>A link below our own address.</summary>
    public static Html Link(string path, string text) => Html.Of($"""<a href="{path}">{text}</a>""");

    /// <summary>The page of a resource.</summary>
    public static Html Resource(string kind, string name, string target) =>
        target is "" ? Html.Of($"{kind}/{name}") : Link($"/resources/{Uri.EscapeDataString(kind)}/{Uri.EscapeDataString(name)}?target={Uri.EscapeDataString(target)}", $"{kind}/{name}@{target}");

    /// <summary>The short form of a commit or hash.</summary>
    public static Html Hash(string? hash) => Html.Of($"""<span class="mono">{Terminal.Commit(hash)}</span>""");

    /// <summary>A field before and after.</summary>
    public static Html Change(FieldChange change) => Change(change.Path, change.Before, change.After);

    /// <summary>A field before and after.</summary>
    public static Html Change(string path, JsonNode? before, JsonNode? after) => Html.Of($"""
        <div class="fields mono">{path}: {Html.When(before is not null, () => Html.Of($"<del>{PlanText.Value(before)}</del>"))} → {Html.When(after is not null, () => Html.Of($"<ins>{PlanText.Value(after)}</ins>"))}{Html.When(after is null, () => Html.Of($"<span class=\"soft\">default</span>"))}</div>
        """);

    /// <summary>Several fields.</summary>
    public static Html Changes(IEnumerable<FieldChange> changes) => Html.Each(changes, Change);

    /// <summary>A unified diff, line by line.</summary>
    public static Html Diff(string diff) => Html.Of($"""<pre class="diff" tabindex="0">{Html.Each(diff.Split('\n'), DiffLine)}</pre>""");

    /// <summary>JSON for reading.</summary>
    public static Html Json(JsonNode? node) =>
        Html.Of($"""<pre tabindex="0">{node?.ToJsonString(Pretty)}</pre>""");

    /// <summary>Buttons and a comment that post a decision.</summary>
    public static Html Decide(Visitor visitor, string path, string? planHash, params IReadOnlyList<(string Verb, string Label, string Style)> choices) => Html.Of($"""
        <form class="decide" method="post" action="{path}">
          {visitor.Field}
          <input type="hidden" name="planHash" value="{planHash}">
          <label>Comment <input type="text" name="comment" maxlength="4000"></label>
          <div class="row">{Html.Each(choices, choice => Html.Of($"""<button class="{choice.Style}" name="decision" value="{choice.Verb}">{choice.Label}</button>"""))}</div>
        </form>
        """);

    /// <summary>What a run's or plan's step is.</summary>
    public static string Word<T>(T member) where T : struct, Enum => Words.Of(member);

    private static readonly System.Text.Json.JsonSerializerOptions Pretty = new(Terminal.JsonStyle) { WriteIndented = true };

    private static Html DiffLine(string line)
    {
        var sort = line switch
        {
            ['+', '+', '+', ..] or ['-', '-', '-', ..] or ['d', 'i', 'f', 'f', ' ', ..] => "file",
            ['@', '@', ..] => "hunk",
            ['+', ..] => "add",
            ['-', ..] => "del",
            _ => "same",
        };
        return Html.Of($"""<span class="{sort}">{line}</span>""");
    }
}
