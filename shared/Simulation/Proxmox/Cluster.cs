using System.Globalization;

using HomelabMcp.Simulation.Proxmox.Access;
using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;
using HomelabMcp.Simulation.Proxmox.Tasks;

namespace HomelabMcp.Simulation.Proxmox;

/// <summary>The simulated cluster: its state, the gate that guards it, its clock, its tasks.</summary>
internal sealed class Cluster : IDisposable
{
    private readonly StateFile? _file;

    public Cluster(ProxmoxSimulationOptions options, ClusterState state, StateFile? file)
    {
        Options = options;
        State = state;
        _file = file;
        Tasks = new TaskRunner(this);
        Rights = new Rights(state);
        Tickets = new Tickets(state.Access, options.TimeProvider);
    }

    /// <summary>Held while a request is answered and while a task ends.</summary>
    public Lock Gate { get; } = new();

    public ProxmoxSimulationOptions Options { get; }

    public ClusterState State { get; }

    public TaskRunner Tasks { get; }

    public Rights Rights { get; }

    public Tickets Tickets { get; }

    public TimeProvider Time => Options.TimeProvider;

    public DateTimeOffset Now => Time.GetUtcNow();

    public void Changed() => _file?.Touch();

    public int NextPid() => 1000 + (int)(++State.Drawn * 37 % 3_000_000);

    /// <summary>Random numbers that depend on the seed and on how many were drawn before, so that a run can be repeated.</summary>
    public Random Draw() => new(HashCode.Combine(Options.Seed, ++State.Drawn));

    public string NewMac()
    {
        var prefix = State.Options.GetValueOrDefault("mac_prefix", "BC:24:11");
        var random = Draw();
        return string.Create(CultureInfo.InvariantCulture, $"{prefix}:{random.Next(256):X2}:{random.Next(256):X2}:{random.Next(256):X2}");
    }

    public string NewUuid()
    {
        var bytes = new byte[16];
        Draw().NextBytes(bytes);
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes).ToString();
    }

    public Guest? Find(int id) => State.Guests.GetValueOrDefault(id);

    /// <summary>The guest whose configuration file lies at that node and kind.</summary>
    /// <exception cref="ApiError">500, with the path of the missing file.</exception>
    public Guest Get(GuestKind kind, string node, int id) =>
        Find(id) is { } guest && guest.Kind == kind && guest.Node == node
            ? guest
            : throw ApiError.Die($"Configuration file '{Guest.PathOf(kind, node, id)}' does not exist\n");

    public StorageState? Storage(string id) => State.Storages.GetValueOrDefault(id);

    public string? PoolOf(int id) => State.Pools.FirstOrDefault(pool => pool.Value.Guests.Contains(id)).Key;

    public void Dispose() => Tasks.Dispose();
}
