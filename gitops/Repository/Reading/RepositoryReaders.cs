using System.Collections.Concurrent;
using LibGit2Sharp;
using LibRepository = LibGit2Sharp.Repository;

namespace HomelabMcp.Repository;

/// <summary>
/// Open handles on the mirror, one for each reader at a time: a handle of the library must not be used by two threads,
/// and opening one costs a hundred times what a look-up does.
/// </summary>
internal sealed class RepositoryReaders(string folder) : IDisposable
{
    private const int Kept = 8;
    private readonly ConcurrentBag<LibRepository> idle = [];
    private volatile bool disposed;

    static RepositoryReaders() => LibrarySettings.Apply();

    /// <summary>Whether a look-up met an object that should be there and is not readable.</summary>
    public bool Damaged { get; private set; }

    public T Read<T>(Func<LibRepository, T> read)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (!idle.TryTake(out var repository)) repository = Open();
        try
        {
            return read(repository);
        }
        catch (LibGit2SharpException cause) when (cause is not InvalidSpecificationException)
        {
            Damaged = true;
            throw new GitException(GitFailure.Broken, $"Our copy of the repository at {folder} cannot be read ({cause.Message}); it is made anew at the next start.", cause);
        }
        finally
        {
            if (disposed || idle.Count >= Kept) repository.Dispose();
            else idle.Add(repository);
        }
    }

    /// <summary>Opens a handle that the caller disposes.</summary>
    public LibRepository Open()
    {
        try
        {
            return new LibRepository(folder);
        }
        catch (RepositoryNotFoundException cause)
        {
            throw new GitException(GitFailure.Broken, $"Our copy of the repository at {folder} is gone; it is made anew at the next start.", cause);
        }
    }

    public void Dispose()
    {
        disposed = true;
        while (idle.TryTake(out var repository)) repository.Dispose();
    }
}

/// <summary>Process-wide settings of the library: no configuration of user or system, repositories of other users allowed.</summary>
internal static class LibrarySettings
{
    private static readonly Lazy<bool> Applied = new(() =>
    {
        foreach (var level in (ConfigurationLevel[])[ConfigurationLevel.Global, ConfigurationLevel.Xdg, ConfigurationLevel.System, ConfigurationLevel.ProgramData])
            GlobalSettings.SetConfigSearchPaths(level, "");
        GlobalSettings.SetOwnerValidation(false);
        return true;
    });

    public static void Apply() => _ = Applied.Value;
}
