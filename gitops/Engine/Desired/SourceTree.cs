namespace HomelabMcp.Engine;

/// <summary>The files of one commit below <c>repository.path</c>, as the reader of manifests needs them.</summary>
/// <param name="Commit">Full commit id; empty for a folder that is not committed.</param>
/// <param name="Files">Ordered by path, ordinal.</param>
public sealed record SourceTree(string Commit, IReadOnlyList<SourceFile> Files);

/// <summary>One file of a tree.</summary>
/// <param name="Path">Relative to <c>repository.path</c>, forward slashes, no leading one.</param>
/// <param name="ContentId">Changes when the content does (a blob id): the key of the parse cache.</param>
/// <param name="Size">Bytes.</param>
/// <param name="IsLink">A symbolic link or a submodule: never followed.</param>
/// <param name="Read">Gives the content; called only for files that are used.</param>
public sealed record SourceFile(string Path, string ContentId, long Size, bool IsLink, Func<ReadOnlyMemory<byte>> Read);
