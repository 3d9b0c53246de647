using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using HomelabMcp.Core;
using LibGit2Sharp;
using LibRepository = LibGit2Sharp.Repository;

namespace HomelabMcp.Repository;

/// <summary>A commit about to be made of a tree that is already stored.</summary>
internal sealed record CommitDraft(string Tree, ImmutableArray<string> Parents, string Message, GitIdentity Author);

/// <summary>Builds trees and commits in the mirror's object database. No branch moves here.</summary>
internal sealed class CommitWriter(RepositoryAccess access, RepositoryReaders readers, TreeReader trees, GitCommand git, string folder, TimeProvider clock)
{
    private const int LargestWriteBytes = 16 << 20;

    public async Task<string> WriteAsync(BranchWrite write, CancellationToken cancel)
    {
        var message = CommitMessage.Compose(write.Message, write.Trailers);
        var tree = readers.Read(repository => BuildTree(repository, write));
        return await CommitAsync(new(tree, write.Base is null ? [] : [write.Base], message, write.Author), cancel);
    }

    public async Task<string> CommitAsync(CommitDraft draft, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (access.SigningKey is { } key) return await SignedAsync(draft, key, now, cancel);
        return readers.Read(repository => repository.ObjectDatabase.CreateCommit(
            new Signature(Clean(draft.Author.Name), Clean(draft.Author.Email), now),
            new Signature(Clean(access.Identity.Name), Clean(access.Identity.Email), now),
            draft.Message,
            repository.Lookup<Tree>(draft.Tree),
            draft.Parents.Select(id => CommitReader.Require(repository, id)),
            prettifyMessage: false).Sha);
    }

    // libgit2 cannot sign with SSH keys; the command can.
    private async Task<string> SignedAsync(CommitDraft draft, string key, DateTimeOffset now, CancellationToken cancel)
    {
        if (!File.Exists(key))
            throw new GitException(GitFailure.AuthenticationRefused, $"The signing key {key} does not exist; correct repository.identity.signingKey.");
        var date = string.Create(CultureInfo.InvariantCulture, $"@{now.ToUnixTimeSeconds()} +0000");
        string[] arguments = ["--git-dir", folder, "commit-tree", draft.Tree, "-S", "-F", "-", .. draft.Parents.SelectMany(id => (string[])["-p", id])];
        var result = await git.RunAsync(new("Signing a commit", arguments)
        {
            Input = Encoding.UTF8.GetBytes(draft.Message),
            Configuration = [new("gpg.format", "ssh"), new("user.signingKey", key)],
            Environment = new Dictionary<string, string>
            {
                ["GIT_AUTHOR_NAME"] = Clean(draft.Author.Name),
                ["GIT_AUTHOR_EMAIL"] = Clean(draft.Author.Email),
                ["GIT_AUTHOR_DATE"] = date,
                ["GIT_COMMITTER_NAME"] = Clean(access.Identity.Name),
                ["GIT_COMMITTER_EMAIL"] = Clean(access.Identity.Email),
                ["GIT_COMMITTER_DATE"] = date,
            },
        }, cancel);
        return result.Text.Trim();
    }

    private string BuildTree(LibRepository repository, BranchWrite write)
    {
        if (write.Changes.IsDefaultOrEmpty) throw Bad("A commit needs at least one changed file.");
        var old = write.Base is null ? null : CommitReader.Require(repository, write.Base).Tree;
        CheckPaths(old, write.Changes);
        var definition = old is null ? new TreeDefinition() : TreeDefinition.From(old);
        // Removals first: a file may make room for a folder of its name.
        foreach (var change in write.Changes.Where(change => change.Content is null)) definition.Remove(trees.Inside(change.Path));
        foreach (var change in write.Changes)
        {
            if (change.Content is not { } content) continue;
            using var stream = new MemoryStream(content, writable: false);
            var mode = old?[trees.Inside(change.Path)]?.Mode is Mode.ExecutableFile ? Mode.ExecutableFile : Mode.NonExecutableFile;
            definition.Add(trees.Inside(change.Path), repository.ObjectDatabase.CreateBlob(stream), mode);
        }

        var tree = repository.ObjectDatabase.CreateTree(definition);
        return tree.Id == old?.Id ? throw Bad("The changes leave every file as it is; there is nothing to commit.") : tree.Sha;
    }

    private void CheckPaths(Tree? old, ImmutableArray<FileChange> changes)
    {
        if (changes.GroupBy(change => change.Path, StringComparer.OrdinalIgnoreCase).FirstOrDefault(IsTwice) is { } twice)
            throw Bad($"'{UntrustedText.CleanOf(twice.Key)}' is changed twice in one commit; give each file once.");
        var gone = changes.Where(change => change.Content is null).Select(change => trees.Inside(change.Path)).ToHashSet(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            var shown = UntrustedText.CleanOf(change.Path);
            if (RepositoryPath.Refusal(change.Path) is { } refusal) throw Bad($"'{shown}' cannot be written: {refusal}.");
            var path = trees.Inside(change.Path);
            if (change.Content is { Length: > LargestWriteBytes } big)
                throw Bad($"'{shown}' has {big.Length:N0} bytes; at most {LargestWriteBytes:N0} are written.");
            if (change.Content is null && old?[path]?.TargetType is not TreeEntryTargetType.Blob)
                throw Bad($"'{shown}' cannot be removed: there is no such file at the base commit.");
            if (change.Content is not null && Obstacle(old, path, gone) is { } obstacle) throw Bad($"'{shown}' cannot be written: {obstacle}.");
        }

        FileAndFolder(changes);
    }

    /// <summary>What at the base stands in the way of a file at this path.</summary>
    private static string? Obstacle(Tree? old, string path, HashSet<string> gone)
    {
        var tree = old;
        var parts = path.Split('/');
        for (var i = 0; tree is not null && i < parts.Length; i++)
        {
            var here = string.Join('/', parts[..(i + 1)]);
            var last = i == parts.Length - 1;
            if (tree.FirstOrDefault(entry => entry.Name.Equals(parts[i], StringComparison.OrdinalIgnoreCase) && entry.Name != parts[i]) is { } twin
                && tree[parts[i]] is null && !gone.Contains(here[..^parts[i].Length] + twin.Name))
                return $"'{twin.Path}' differs from it in upper and lower case alone, and some systems cannot hold both";
            var entry = tree[parts[i]];
            if (entry is null) return null;
            if (entry.Mode is Mode.SymbolicLink or Mode.GitLink) return $"'{here}' is a link or submodule, which is never written through";
            if (last) return entry.TargetType is TreeEntryTargetType.Tree ? "it is a folder" : null;
            if (entry.Target is not Tree below) return gone.Contains(here) ? null : $"'{here}' is a file";
            tree = below;
        }

        return null;
    }

    // A file may change the case of its name: one path goes, the other comes.
    private static bool IsTwice(IGrouping<string, FileChange> changes) => changes.Count() switch
    {
        1 => false,
        2 => changes.First().Path == changes.Last().Path || changes.Count(change => change.Content is null) is not 1,
        _ => true,
    };

    private static void FileAndFolder(ImmutableArray<FileChange> changes)
    {
        var files = changes.Where(change => change.Content is not null).Select(change => change.Path).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var path in files)
            for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
                if (files.Contains(path[..slash]))
                    throw Bad($"'{path[..slash]}' cannot be a file and the folder of '{path}' in one commit.");
    }

    private static GitException Bad(string sentence) => new(GitFailure.BadChange, sentence);

    // What would end a name in a commit's header, or hide in it.
    private static string Clean(string text)
    {
        var clean = string.Concat(UntrustedText.CleanOf(text).Where(c => c is not ('<' or '>' or '\n' or '\t'))).Trim(' ', '.', ',', ':', ';', '"', '\'', '\\');
        return clean is "" ? "unknown" : clean;
    }
}
