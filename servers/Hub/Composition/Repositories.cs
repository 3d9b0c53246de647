using HomelabMcp.Core;
using HomelabMcp.Hosting;
using HomelabMcp.Repository;

namespace HomelabMcp.Hub;

/// <summary>Opens the configured repository.</summary>
internal static class Repositories
{
    /// <summary>Opens it. Not fetched yet.</summary>
    /// <param name="configuration">Where it is and how it is reached.</param>
    /// <param name="folder">Where our copy of it is kept; one process at a time uses one.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancel">Gives up.</param>
    public static Task<GitRepository> OpenAsync(HomelabConfiguration configuration, string folder, TimeProvider clock, CancellationToken cancel)
    {
        var settings = configuration.Repository
            ?? throw new HomelabException($"{configuration.File} names no repository: add 'repository: {{ url: … }}', the Git repository of your desired state.");
        return GitRepository.OpenAsync(
            new RepositoryAccess
            {
                Url = settings.Url,
                Branch = settings.Branch,
                Path = settings.Path,
                Username = settings.Username,
                Password = settings.Password,
                SshKey = settings.SshKey,
                KnownHosts = settings.KnownHosts,
                SigningKey = settings.SigningKey,
                Identity = new GitIdentity(settings.IdentityName, settings.IdentityEmail),
            },
            folder, clock, cancel);
    }
}
