namespace HomelabMcp.Engine;

/// <summary>A node of a YAML document with its place, before anything is made of it.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Start">Index of its first character.</param>
/// <param name="End">Index behind its last character; for block collections somewhere before the next token.</param>
internal abstract record YamlItem(int Line, int Start, int End);

// IsPlain: written without quotes and not as a block, so that it may be a number or a boolean.
internal sealed record YamlScalar(string Text, bool IsPlain, int Line, int Start, int End) : YamlItem(Line, Start, End);

internal sealed record YamlMap(IReadOnlyList<YamlEntry> Entries, bool IsFlow, int Line, int Start, int End) : YamlItem(Line, Start, End)
{
    public YamlEntry? Find(string key) => Entries.FirstOrDefault(entry => entry.Key.Text == key);
}

internal sealed record YamlList(IReadOnlyList<YamlItem> Items, bool IsFlow, int Line, int Start, int End) : YamlItem(Line, Start, End);

internal sealed record YamlEntry(YamlScalar Key, YamlItem Value);
