using LibGit2Sharp;
using LibRepository = LibGit2Sharp.Repository;

namespace HomelabMcp.Repository;

/// <summary>How our copy of the repository came to be at this start.</summary>
public enum MirrorOrigin
{
    /// <summary>It was there from before, and whole.</summary>
    Kept,
    /// <summary>There was none.</summary>
    Cloned,
    /// <summary>The one from before was of another address.</summary>
    AddressChanged,
    /// <summary>The one from before was damaged.</summary>
    Damaged,
}

/// <summary>
/// The folder of our bare copy. A new one is filled beside its place and then moved there, so that a stop at any moment
/// leaves either the old one or the new one.
/// </summary>
internal sealed class Mirror(RepositoryAccess access, RepositoryAddress address, GitEnvironment environment, TimeProvider clock, string dataFolder)
{
    private const string AddressKey = "homelab.address";
    private const string Unfinished = "unfinished-repository-";
    private const int MostPacks = 50;
    private const int MostFiles = 5_000;
    private const string DamageMark = "homelab-damaged";

    public string Folder { get; } = System.IO.Path.Combine(dataFolder, "repository.git");

    public async Task<MirrorOrigin> EnsureAsync(CancellationToken cancel)
    {
        LibrarySettings.Apply();
        foreach (var left in Directory.EnumerateDirectories(dataFolder, Unfinished + "*")) Delete(left);
        var origin = Inspect();
        if (origin is not MirrorOrigin.Kept) await CloneAsync(cancel);
        else if (IsScattered()) await TidyAsync(cancel);
        return origin;
    }

    // Every fetch and every proposal adds files that each look-up has to search.
    private bool IsScattered()
    {
        var objects = System.IO.Path.Combine(Folder, "objects");
        return Directory.EnumerateFiles(System.IO.Path.Combine(objects, "pack"), "*.pack").Skip(MostPacks).Any()
            || Directory.EnumerateFiles(objects, "*", SearchOption.AllDirectories).Skip(MostFiles).Any();
    }

    // Nothing is dropped: the commit that was applied last must be readable even after the branch was rewritten.
    private async Task TidyAsync(CancellationToken cancel)
    {
        var result = await new GitCommand(environment, clock).TryAsync(new("Tidying our copy of the repository", "--git-dir", Folder, "gc", "--quiet", "--cruft", "--prune=never")
        {
            Timeout = access.Timeout * 10,
        }, cancel);
        if (result.ExitCode is not 0) MarkDamaged();
    }

    /// <summary>Has the next start make the copy anew.</summary>
    public void MarkDamaged()
    {
        if (Directory.Exists(Folder)) File.WriteAllText(System.IO.Path.Combine(Folder, DamageMark), "");
    }

    private MirrorOrigin Inspect()
    {
        if (!Directory.Exists(Folder)) return MirrorOrigin.Cloned;
        if (File.Exists(System.IO.Path.Combine(Folder, DamageMark))) return MirrorOrigin.Damaged;
        try
        {
            using var repository = new LibRepository(Folder);
            if (repository.Config.GetValueOrDefault<string>(AddressKey) != address.Url) return MirrorOrigin.AddressChanged;
            // The library reads on where HEAD is rubbish; the command would not.
            var whole = repository.Info.IsBare && repository.Refs.Head is SymbolicReference;
            return whole && CommitReader.BranchesIn(repository, "").All(tip => IsWhole(repository, tip)) ? MirrorOrigin.Kept : MirrorOrigin.Damaged;
        }
        catch (LibGit2SharpException)
        {
            return MirrorOrigin.Damaged;
        }
    }

    // What every run reads: the tree of each tip. Older objects that prove unreadable later mark the copy as damaged.
    private static bool IsWhole(LibRepository repository, BranchTip tip) =>
        repository.Lookup<Commit>(tip.Commit) is { } commit && IsWhole(repository, commit.Tree);

    private static bool IsWhole(LibRepository repository, Tree tree) => tree.All(entry => entry.TargetType switch
    {
        TreeEntryTargetType.Tree => IsWhole(repository, (Tree)entry.Target),
        TreeEntryTargetType.Blob => repository.ObjectDatabase.Contains(entry.Target.Id),
        _ => true,
    });

    private async Task CloneAsync(CancellationToken cancel)
    {
        var fresh = System.IO.Path.Combine(dataFolder, $"{Unfinished}{Guid.NewGuid():N}");
        try
        {
            LibRepository.Init(fresh, isBare: true);
            using (var repository = new LibRepository(fresh))
            {
                repository.Config.Set("core.logAllRefUpdates", value: false);
                repository.Config.Set(AddressKey, address.Url);
                repository.Network.Remotes.Add(Remote.Name, address.Url, Remote.Refspec);
                repository.Refs.UpdateTarget("HEAD", "refs/heads/" + access.Branch);
            }

            using var readers = new RepositoryReaders(fresh);
            var remote = new Remote(access, address, readers, new GitCommand(environment, clock), fresh);
            await remote.FetchAsync(access.Timeout * 10, cancel);
            var old = fresh + ".old";
            if (Directory.Exists(Folder)) Directory.Move(Folder, old);
            Directory.Move(fresh, Folder);
            Delete(old);
        }
        finally
        {
            Delete(fresh);
        }
    }

    private static void Delete(string folder)
    {
        if (!Directory.Exists(folder)) return;
        // Objects are stored read-only, which Windows would refuse to delete.
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)) File.SetAttributes(file, FileAttributes.Normal);
        Directory.Delete(folder, recursive: true);
    }
}
