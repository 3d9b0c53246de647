namespace HomelabMcp.Engine;

/// <summary>
/// Brings one block mapping to what another says, line by line: equal entries stay untouched, nested mappings are
/// edited in depth, gone entries lose their lines, new ones are put behind the last.
/// </summary>
internal sealed class MappingEdit
{
    private readonly string[] original;
    private readonly string[] lines;
    private readonly string[] source;

    private MappingEdit(string text, string source)
    {
        original = text.Split('\n');
        lines = [.. original];
        this.source = source.Split('\n');
    }

    /// <summary>The text with the mapping changed.</summary>
    /// <param name="text">The old document.</param>
    /// <param name="old">Its root, parsed from exactly this text.</param>
    /// <param name="source">The new document.</param>
    /// <param name="wanted">Its root, parsed from exactly that text.</param>
    public static string Merge(string text, YamlMap old, string source, YamlItem wanted)
    {
        var edit = new MappingEdit(text, source);
        if (wanted is YamlMap map) edit.Merge(old, map);
        return string.Join('\n', edit.lines.Where(line => !ReferenceEquals(line, Gone)));
    }

    /// <summary>Spaces at the start of a line.</summary>
    public static int Indent(string line) => line.Length - line.TrimStart(' ').Length;

    // Lines are only marked while the edit goes on, so that the line numbers of the parsed document stay true; extents
    // are always those of the original.
    private static readonly string Gone = new('\0', 1);

    private void Merge(YamlMap old, YamlMap wanted)
    {
        var indent = Indent(original[old.Entries[0].Key.Line - 1]);
        foreach (var entry in old.Entries)
        {
            if (wanted.Find(entry.Key.Text) is not { } now) Blank(entry);
            else if (YamlEquality.Same(entry.Value, now.Value)) continue;
            else if (entry.Value is YamlMap { IsFlow: false, Entries.Count: > 0 } inner && now.Value is YamlMap { Entries.Count: > 0 } wantedInner) Merge(inner, wantedInner);
            else if (!SameLine(entry, now)) Put(entry, TextOf(wanted, now, indent));
        }

        var added = wanted.Entries.Where(entry => old.Find(entry.Key.Text) is null).ToList();
        if (added.Count == 0) return;
        var (_, last) = Extent(original, old.Entries[^1].Key.Line - 1);
        var text = string.Join('\n', added.Select(entry => TextOf(wanted, entry, indent)));
        lines[last] = ReferenceEquals(lines[last], Gone) ? text : lines[last] + "\n" + text;
    }

    // A scalar in the place of a scalar: the rest of the line, with its comment, stays.
    private bool SameLine(YamlEntry entry, YamlEntry now)
    {
        if (entry.Value is not YamlScalar old || now.Value is not YamlScalar wanted || old.Line != entry.Key.Line) return false;
        var line = lines[entry.Key.Line - 1];
        var (first, last) = Extent(original, entry.Key.Line - 1);
        var start = line.IndexOf(':', line.IndexOf(entry.Key.Text, StringComparison.Ordinal) + entry.Key.Text.Length) + 1;
        var length = old.End - old.Start;
        if (first != last || start <= 0 || wanted.Text.Contains('\n', StringComparison.Ordinal)) return false;
        while (start < line.Length && line[start] == ' ') start++;
        if (start + length > line.Length) return false;
        var rest = line[(start + length)..];
        if (rest.Trim().Length > 0 && !rest.TrimStart().StartsWith('#')) return false;
        lines[entry.Key.Line - 1] = line[..start] + Spelling(wanted) + rest;
        return true;
    }

    private static string Spelling(YamlScalar scalar) => scalar.IsPlain ? scalar.Text : YamlWriter.Scalar(scalar.Text);

    private string TextOf(YamlMap parent, YamlEntry entry, int indent)
    {
        if (parent.IsFlow) return YamlWriter.Field(entry.Key.Text, YamlEquality.Json(entry.Value), indent);
        var (first, last) = Extent(source, entry.Key.Line - 1);
        var shift = indent - Indent(source[first]);
        return string.Join('\n', source[first..(last + 1)].Select(line => Shifted(line, shift)));
    }

    private static string Shifted(string line, int shift) => line.Trim().Length == 0 ? "" : shift >= 0 ? new string(' ', shift) + line : line[Math.Min(-shift, Indent(line))..];

    private void Put(YamlEntry entry, string text)
    {
        var first = entry.Key.Line - 1;
        Blank(entry);
        lines[first] = text;
    }

    private void Blank(YamlEntry entry)
    {
        var (first, last) = Extent(original, entry.Key.Line - 1);
        for (var i = first; i <= last; i++) lines[i] = Gone;
    }

    // An entry reaches over what is indented deeper, and over list items at its own depth; comments and blank lines
    // behind it belong to what follows.
    private static (int First, int Last) Extent(IReadOnlyList<string> lines, int first)
    {
        var indent = Indent(lines[first]);
        var last = first;
        for (var i = first + 1; i < lines.Count; i++)
        {
            var line = lines[i];
            var trimmed = line.TrimStart(' ');
            var depth = line.Length - trimmed.Length;
            if (trimmed.Length == 0) continue;
            if (depth > indent || (depth == indent && (trimmed.StartsWith("- ", StringComparison.Ordinal) || trimmed is "-"))) last = i;
            else if (!trimmed.StartsWith('#')) break;
        }

        return (first, last);
    }
}
