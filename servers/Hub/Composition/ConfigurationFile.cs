using HomelabMcp.Core;
using HomelabMcp.Hosting;
using HomelabMcp.Hub.Commands;

namespace HomelabMcp.Hub;

/// <summary>Finds and reads <c>homelab.yaml</c> for a command.</summary>
internal static class ConfigurationFile
{
    /// <summary>Reads the file that was asked for, else the first of the usual places.</summary>
    public static HomelabConfiguration Read(Surroundings here, string? asked) => ConfigurationReader.Read(Find(here, asked), Platforms.All);

    /// <summary>Whether there is one in the usual places.</summary>
    public static bool Exists(Surroundings here) =>
        here.Variable("HOMELAB_CONFIG") is { Length: > 0 } || File.Exists(Near(here)) || File.Exists(Home(here));

    /// <summary>The address by which this machine reaches the hub of a configuration.</summary>
    public static Uri HubAddress(HomelabConfiguration configuration) => Reached(configuration.Hub.Listen);

    /// <summary>An address to call for one to listen on.</summary>
    public static Uri Reached(Uri listen) =>
        listen.Host is "0.0.0.0" or "[::]" or "*" or "+" ? new UriBuilder(listen) { Host = "127.0.0.1" }.Uri : listen;

    private static string Find(Surroundings here, string? asked)
    {
        if (asked is not null)
        {
            var named = here.PathOf(asked);
            return File.Exists(named) ? named : throw new HomelabException($"There is no configuration file {named} (--config names it).");
        }

        if (here.Variable("HOMELAB_CONFIG") is { Length: > 0 } variable)
        {
            var named = here.PathOf(variable);
            return File.Exists(named) ? named : throw new HomelabException($"There is no configuration file {named} (HOMELAB_CONFIG names it).");
        }

        var (near, home) = (Near(here), Home(here));
        return File.Exists(near) ? near : File.Exists(home) ? home : throw new HomelabException(
            $"No configuration was found: looked for {near} and {home}. --config FILE names another; 'homelab demo' needs none.");
    }

    private static string Near(Surroundings here) => here.PathOf("homelab.yaml");

    private static string Home(Surroundings here) =>
        Path.Combine(here.Variable("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config", "homelab", "homelab.yaml");
}
