using System.Text;

namespace HomelabMcp.Hub.Demo;

/// <summary>The demo's <c>homelab.yaml</c>.</summary>
internal static class DemoConfiguration
{
    /// <summary>Writes it anew: ports may differ from the last start.</summary>
    public static Task WriteAsync(DemoFolder folder, Uri hub, IReadOnlyList<SimulatedSystem> systems, Uri? docker, CancellationToken cancel)
    {
        var text = new StringBuilder("""
            # Written by 'homelab demo', anew at each start. Nothing real is named here.
            installation: demo
            reconcile: apply
            targets:

            """);
        foreach (var system in systems.OrderBy(system => system.Platform, StringComparer.Ordinal))
        {
            text.Append($"  {NameOf(system.Platform)}: {{ platform: {system.Platform}, url: \"{Address(system.Url)}\"");
            if (system.Token is not "") text.Append($", token: \"{system.Token}\"");
            text.Append(" }\n");
        }

        if (docker is not null) text.Append($"  docker: {{ platform: docker, url: \"{docker.OriginalString}\" }}\n");
        text.Append($"""
            repository:
              url: {Path.GetFileName(folder.Repository)}
              branch: main
              interval: 10s
            store: sqlite:{Path.GetFileName(folder.Store)}
            hub: {"{"} listen: "{Address(hub)}" {"}"}

            """);
        return PrivateFile.WriteAsync(folder.Configuration, text.ToString(), cancel);
    }

    /// <summary>What the target of a platform is called.</summary>
    public static string NameOf(string platform) => platform is "proxmox" ? "pve" : platform;

    /// <summary>An address without a slash at its end.</summary>
    public static string Address(Uri url) => url.Scheme is "http" or "https" ? url.GetLeftPart(UriPartial.Authority) : url.OriginalString;
}
