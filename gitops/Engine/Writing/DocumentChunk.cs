namespace HomelabMcp.Engine;

/// <summary>The lines of one document of a file, with the separator before them.</summary>
/// <param name="First">Line number of the first line of <paramref name="Text"/>, from 1.</param>
/// <param name="Separator">The <c>---</c> line before it; empty for a first document without one.</param>
/// <param name="Text">The document, comments included, ending in a line break unless empty.</param>
internal sealed record DocumentChunk(int First, string Separator, string Text)
{
    public bool Holds(int line) => line >= First && line < First + Text.Count(letter => letter == '\n');

    /// <summary>Takes a file apart. A line that begins with three dashes separates documents even inside a block of text.</summary>
    public static List<DocumentChunk> Split(string file)
    {
        var chunks = new List<DocumentChunk>();
        var (first, separator, from) = (1, "", 0);
        var lines = file.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (!IsSeparator(lines[i])) continue;
            Add(i);
            (first, separator, from) = (i + 2, lines[i] + "\n", i + 1);
        }

        Add(lines.Length);
        return chunks;

        void Add(int to)
        {
            if (separator is "" && from == to) return;
            chunks.Add(new(first, separator, string.Concat(lines[from..to].Select(line => line + "\n"))));
        }
    }

    /// <summary>Puts a file together, with one document's text replaced.</summary>
    public static string Join(IReadOnlyList<DocumentChunk> chunks, DocumentChunk? replaced, string text)
    {
        var file = string.Concat(chunks.Select((chunk, i) =>
            (i == 0 && chunk.First > 2 ? "" : chunk.Separator) + (ReferenceEquals(chunk, replaced) ? text : chunk.Text)));
        return file.EndsWith('\n') ? file : file + "\n";
    }

    private static bool IsSeparator(string line) => line is "---" || line.StartsWith("--- ", StringComparison.Ordinal) || line.StartsWith("---\t", StringComparison.Ordinal);
}
