using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace HomelabMcp.EndToEnd.Tests;

/// <summary>
/// A homelab as an owner sets it up: a Proxmox simulator in a process of its own, a bare repository, a written
/// <c>homelab.yaml</c>, and the program started with it as often as a test likes.
/// </summary>
internal sealed class OwnHomelab : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly HomelabProcess sandbox;
    private readonly string dockerUrl;

    private OwnHomelab(HomelabProcess sandbox, Uri proxmox, string token, string dockerUrl) =>
        (this.sandbox, ProxmoxUrl, ProxmoxToken, this.dockerUrl) = (sandbox, proxmox, token, dockerUrl);

    public Uri ProxmoxUrl { get; }

    public string ProxmoxToken { get; }

    public string Config => Path.Combine(folder.Path, "homelab.yaml");

    public string Repository => Path.Combine(folder.Path, "homelab.git");

    public string Folder => folder.Path;

    public Uri Hub { get; } = new($"http://127.0.0.1:{FreePort()}");

    public static async Task<OwnHomelab> CreateAsync(string dockerUrl, string reconcile, CancellationToken cancel)
    {
        var place = Path.GetTempPath();
        var sandbox = HomelabProcess.Start(place, null, "sandbox", "proxmox", "--json");
        var target = JsonNode.Parse(await sandbox.FirstLineAsync(cancel))!["targets"]!["proxmox"]!;
        var homelab = new OwnHomelab(sandbox, new Uri(target["url"]!.GetValue<string>()), target["token"]!.GetValue<string>(), dockerUrl);
        await GitAsync(homelab.folder.Path, cancel, "init", "--quiet", "--bare", "--initial-branch=main", homelab.Repository);
        homelab.Configure(reconcile);
        return homelab;
    }

    /// <summary>Writes the configuration anew.</summary>
    public void Configure(string reconcile) => File.WriteAllText(Config, $$"""
        installation: e2e
        reconcile: {{reconcile}}
        targets:
          pve: { platform: proxmox, url: "{{ProxmoxUrl}}", token: "{{ProxmoxToken}}" }
          docker: { platform: docker, url: "{{dockerUrl}}" }
        repository:
          url: {{Repository}}
          branch: main
          interval: 2s
        store: sqlite:homelab.db
        hub: { listen: "{{Hub}}" }
        """);

    public HomelabProcess Up() => HomelabProcess.Start(folder.Path, null, "up", "--config", Config);

    public Task<Outcome> RunAsync(string where, CancellationToken cancel, params string[] arguments) =>
        HomelabProcess.RunAsync(where, new Dictionary<string, string>(StringComparer.Ordinal) { ["HOMELAB_CONFIG"] = Config }, cancel, arguments);

    /// <summary>A clone with a first commit on the protected branch.</summary>
    public async Task<Human> OwnerAsync(CancellationToken cancel)
    {
        var human = await Human.CloneAsync(Repository, cancel);
        await human.GitAsync(cancel, "checkout", "--quiet", "-B", "main");
        human.Write("README.md", "What my homelab should be.\n");
        await human.PushAsync("Begin", cancel);
        return human;
    }

    public ProxmoxApi Proxmox() => new(ProxmoxUrl, ProxmoxToken);

    public async ValueTask DisposeAsync()
    {
        await sandbox.DisposeAsync();
        folder.Dispose();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static async Task GitAsync(string where, CancellationToken cancel, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = where })!;
        await git.WaitForExitAsync(cancel);
        if (git.ExitCode != 0) throw new InvalidOperationException($"git {string.Join(' ', arguments)} ended with {git.ExitCode}.");
    }
}
