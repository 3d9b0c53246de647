using System.Globalization;
using System.Text.Json.Nodes;

namespace HomelabMcp.Proxmox;

/// <summary>A guest as <c>/cluster/resources</c> lists it. Numbers are absent while the node's statistics are.</summary>
internal sealed record GuestRow
{
    internal required int Vmid { get; init; }

    /// <summary><c>qemu</c> or <c>lxc</c>.</summary>
    internal required string Api { get; init; }

    internal required string Node { get; init; }

    /// <summary>Untrusted: whoever may configure the guest chose it.</summary>
    internal string Name { get; init; } = "";

    /// <summary><c>running</c>, <c>stopped</c> or <c>unknown</c>.</summary>
    internal string Status { get; init; } = "unknown";

    internal string Tags { get; init; } = "";

    internal string? Pool { get; init; }

    internal string? Lock { get; init; }

    internal bool IsTemplate { get; init; }

    /// <summary>Cores.</summary>
    internal double? MaxCpu { get; init; }

    /// <summary>Bytes.</summary>
    internal long? MaxMemory { get; init; }

    /// <summary>Bytes.</summary>
    internal long? MaxDisk { get; init; }

    /// <summary>Share of the cores, 0 to 1.</summary>
    internal double? Cpu { get; init; }

    /// <summary>Bytes.</summary>
    internal long? Memory { get; init; }

    /// <summary>Seconds.</summary>
    internal long? Uptime { get; init; }

    /// <summary>The platform's own id, kept across a migration: <c>qemu/100</c>.</summary>
    internal string Id => $"{Api}/{Vmid}";

    internal bool IsRunning => Status is "running";

    /// <summary>Changes when a listed setting does; never by what moves by itself.</summary>
    internal string Fingerprint => string.Join('|', Name, Node, Status, Tags, Pool, Lock, IsTemplate ? "1" : "0",
        MaxCpu?.ToString(CultureInfo.InvariantCulture), MaxMemory?.ToString(CultureInfo.InvariantCulture), MaxDisk?.ToString(CultureInfo.InvariantCulture));

    internal static GuestRow? From(JsonObject row) => row.Text("type") is "qemu" or "lxc" && row.Whole("vmid") is { } vmid
        ? new GuestRow
        {
            Vmid = (int)vmid,
            Api = row.Text("type")!,
            Node = row.Text("node") ?? "",
            Name = row.Text("name") ?? "",
            Status = row.Text("status") ?? "unknown",
            Tags = row.Text("tags") ?? "",
            Pool = row.Text("pool"),
            Lock = row.Text("lock"),
            IsTemplate = row.Flag("template"),
            MaxCpu = row.Number("maxcpu"),
            MaxMemory = row.Whole("maxmem"),
            MaxDisk = row.Whole("maxdisk"),
            Cpu = row.Number("cpu"),
            Memory = row.Whole("mem"),
            Uptime = row.Whole("uptime"),
        }
        : null;
}

/// <summary>A storage on a node, as <c>/cluster/resources</c> lists it.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Node">The node.</param>
/// <param name="Type">Plugin: <c>dir</c>, <c>pbs</c>, <c>zfspool</c>.</param>
/// <param name="Content">What it may hold.</param>
/// <param name="IsShared">Whether other nodes see the same.</param>
/// <param name="IsAvailable">Whether the node says it works.</param>
/// <param name="Size">Bytes; null when unknown.</param>
/// <param name="Used">Bytes; null when unknown.</param>
internal sealed record StorageRow(string Name, string Node, string Type, IReadOnlyList<string> Content, bool IsShared, bool IsAvailable, long? Size, long? Used)
{
    internal long Free => (Size ?? 0) - (Used ?? 0);

    internal static StorageRow From(JsonObject row) => new(
        row.Text("storage") ?? "", row.Text("node") ?? "", row.Text("plugintype") ?? "",
        [.. (row.Text("content") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)],
        row.Flag("shared"), row.Text("status") is "available", row.Whole("maxdisk"), row.Whole("disk"));
}

/// <summary>A node, as <c>/cluster/resources</c> lists it.</summary>
/// <param name="Name">Its short name.</param>
/// <param name="IsOnline">Whether it is in the cluster now.</param>
/// <param name="MaxCpu">Cores.</param>
/// <param name="Cpu">Share of them in use, 0 to 1.</param>
/// <param name="MaxMemory">Bytes.</param>
/// <param name="Memory">Bytes in use.</param>
/// <param name="Uptime">Seconds.</param>
internal sealed record NodeRow(string Name, bool IsOnline, double? MaxCpu, double? Cpu, long? MaxMemory, long? Memory, long? Uptime)
{
    internal long FreeMemory => (MaxMemory ?? 0) - (Memory ?? 0);

    internal static NodeRow From(JsonObject row) => new(
        row.Text("node") ?? "", row.Text("status") is "online", row.Number("maxcpu"), row.Number("cpu"), row.Whole("maxmem"), row.Whole("mem"), row.Whole("uptime"));
}
