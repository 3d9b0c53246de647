using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HomelabMcp.Simulation.Proxmox.State;

internal enum GuestKind
{
    Qemu,
    Lxc,
}

internal enum Power
{
    Stopped,
    Running,
    Paused,
}

internal sealed class Snapshot
{
    public required string Name { get; init; }

    /// <summary>Unix seconds.</summary>
    public long Time { get; init; }

    public string? Description { get; set; }

    public string? Parent { get; set; }

    public bool WithMemory { get; init; }

    public SortedDictionary<string, string> Config { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>A virtual machine or container: its configuration file, in effect, and its power.</summary>
internal sealed class Guest
{
    public required int Id { get; init; }

    public required GuestKind Kind { get; init; }

    public required string Node { get; set; }

    /// <summary>The file's main section, as text; <c>lock</c> and <c>template</c> stand here too.</summary>
    public SortedDictionary<string, string> Config { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Changes that wait for the next start.</summary>
    public SortedDictionary<string, string> Pending { get; set; } = new(StringComparer.Ordinal);

    public SortedSet<string> PendingDelete { get; set; } = new(StringComparer.Ordinal);

    public List<Snapshot> Snapshots { get; set; } = [];

    public Power Power { get; set; }

    /// <summary>Unix seconds; 0 while stopped.</summary>
    public long Started { get; set; }

    public int Pid { get; set; }

    /// <summary>What the guest answers to a shutdown request: nothing, so that it times out.</summary>
    public bool Deaf { get; set; }

    public bool IsRunning => Power != Power.Stopped;

    public bool IsTemplate => Config.GetValueOrDefault("template") is "1";

    public string? Lock => Config.GetValueOrDefault("lock");

    public string Word => Kind == GuestKind.Qemu ? "VM" : "CT";

    public string Type => Kind == GuestKind.Qemu ? "qemu" : "lxc";

    public string Name => Config.GetValueOrDefault(Kind == GuestKind.Qemu ? "name" : "hostname", $"{Word}{Id}");

    public string ConfigPath => PathOf(Kind, Node, Id);

    public static string PathOf(GuestKind kind, string node, int id) =>
        $"nodes/{node}/{(kind == GuestKind.Qemu ? "qemu-server" : "lxc")}/{id.ToString(CultureInfo.InvariantCulture)}.conf";

    public long Number(string key, long otherwise) =>
        Config.TryGetValue(key, out var text) && double.TryParse(text.Split(',')[0].Replace("current=", "", StringComparison.Ordinal), CultureInfo.InvariantCulture, out var value)
            ? (long)value
            : otherwise;

    /// <summary>SHA-1 of the file as it would be written: it changes with every change, pending ones and snapshots included.</summary>
    public string Digest()
    {
        var text = new StringBuilder();
        WriteSection(text, Config);
        if (Pending.Count + PendingDelete.Count > 0)
        {
            text.Append("\n[PENDING]\n");
            if (PendingDelete.Count > 0)
                text.Append("delete: ").AppendJoin(',', PendingDelete).Append('\n');
            WriteSection(text, Pending);
        }
        foreach (var snapshot in Snapshots)
        {
            text.Append("\n[").Append(snapshot.Name).Append("]\n#").Append(snapshot.Description).Append('\n');
            WriteSection(text, snapshot.Config);
        }
#pragma warning disable CA5350 // the real server's digest is SHA-1; nothing rests on it but change detection
        return Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text.ToString())));
#pragma warning restore CA5350
    }

    private static void WriteSection(StringBuilder text, SortedDictionary<string, string> section)
    {
        foreach (var (key, value) in section)
            if (key is "description")
                foreach (var line in value.TrimEnd('\n').Split('\n'))
                    text.Append('#').Append(line).Append('\n');
            else
                text.Append(key).Append(": ").Append(value).Append('\n');
    }
}
