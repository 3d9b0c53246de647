using System.Globalization;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>One Proxmox cluster, opened with one credential for observing and applying.</summary>
internal sealed class ProxmoxConnection : ITargetConnection
{
    private readonly ClusterView view;
    private readonly Access access;

    internal ProxmoxConnection(TargetSettings settings, ConnectionContext context)
    {
        (Target, access) = (settings.Name, context.Access);
        var options = ProxmoxOptions.From(settings);
        Client = ProxmoxPlatform.Open(settings, context.Access, context.Clock);
        view = new ClusterView(Client, context.Clock);
        var guests = new GuestAccess(Client, view, options);
        Drivers =
        [
            new PoolDriver(Client, view),
            new GuestDriver(GuestType.Vm, guests, context.Installation),
            new GuestDriver(GuestType.Container, guests, context.Installation),
        ];
    }

    public string Target { get; }

    public string Platform => ProxmoxPlatform.PlatformName;

    public IReadOnlyList<IKindDriver> Drivers { get; }

    public long? Requests => Client.Calls;

    /// <summary>The client, which counts its calls.</summary>
    internal ProxmoxClient Client { get; }

    public async Task<TargetProbe> ProbeAsync(CancellationToken cancel)
    {
        view.BeginLook();
        string? version = null;
        try
        {
            version = (await Client.Version.GetAsync(cancel: cancel)).Ensure().ToObject().Text("version");
            var permissions = (await Client.Access["permissions"].GetAsync(cancel: cancel)).Ensure().ToObject();
            return ProxmoxRights.Missing(permissions, access) is { } problem ? new(false, version, problem) : new(true, version);
        }
        catch (PlatformException error)
        {
            return new(false, version, error.Message);
        }
    }

    public async Task<IReadOnlyList<LiveChange>> ChangesAsync(DateTimeOffset since, CancellationToken cancel)
    {
        var tasks = (await Client.Cluster.Tasks.GetAsync(cancel: cancel)).Ensure().ToEnumerable();
        return [.. tasks.Select(Change).OfType<LiveChange>().Where(change => change.When >= since).OrderByDescending(change => change.When)];
    }

    public ValueTask DisposeAsync()
    {
        view.Dispose();
        Client.Dispose();
        return ValueTask.CompletedTask;
    }

    private LiveChange? Change(JsonObject task)
    {
        var type = task.Text("type") ?? "";
        if (task.Whole("endtime") is not { } ended || !int.TryParse(task.Text("id"), NumberStyles.None, CultureInfo.InvariantCulture, out var vmid)) return null;
        var api = type switch
        {
            "vzdump" => view.Known(vmid)?.Api,
            _ when type.StartsWith("qm", StringComparison.Ordinal) => "qemu",
            _ when type.StartsWith("vz", StringComparison.Ordinal) => "lxc",
            _ => view.Known(vmid)?.Api,
        };
        if (api is null) return null;
        var user = task.Text("user") ?? "";
        var who = task.Text("tokenid") is { } token ? $"{user}!{token}" : user;
        return new($"{api}/{vmid}", who, type, DateTimeOffset.FromUnixTimeSeconds(ended));
    }
}
