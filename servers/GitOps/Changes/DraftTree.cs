using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using HomelabMcp.Engine;
using HomelabMcp.Repository;

namespace HomelabMcp.GitOps;

/// <summary>The files of a base commit with changes laid over them, still in memory.</summary>
internal sealed class DraftTree
{
    private readonly SourceTree start;
    private readonly Dictionary<string, SourceFile> files;
    private readonly DesiredReader reader;

    public DraftTree(SourceTree start, DesiredReader reader)
    {
        this.start = start;
        this.reader = reader;
        files = start.Files.ToDictionary(file => file.Path, StringComparer.Ordinal);
    }

    /// <summary>What the files say now.</summary>
    public DesiredReading Read() => reader.Read(new SourceTree(start.Commit, [.. files.Values.OrderBy(file => file.Path, StringComparer.Ordinal)]));

    public bool Has(string path) => files.ContainsKey(path);

    public string Text(string path) => Encoding.UTF8.GetString(files[path].Read().Span);

    public void Write(string path, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        files[path] = new(path, Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length, IsLink: false, () => bytes);
    }

    public void Remove(string path) => files.Remove(path);

    /// <summary>What differs from the base, by path.</summary>
    public ImmutableArray<FileChange> Changes()
    {
        var before = start.Files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        var paths = before.Keys.Union(files.Keys).Order(StringComparer.Ordinal);
        return [.. paths.Where(path => !Same(before.GetValueOrDefault(path), files.GetValueOrDefault(path)))
            .Select(path => new FileChange(path, files.TryGetValue(path, out var file) ? file.Read().ToArray() : null))];
    }

    private static bool Same(SourceFile? before, SourceFile? now) =>
        ReferenceEquals(before, now) || (before is { IsLink: false } && now is not null && before.Size == now.Size && before.Read().Span.SequenceEqual(now.Read().Span));
}
