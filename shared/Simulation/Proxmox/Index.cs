using HomelabMcp.Simulation.Proxmox.Http;

namespace HomelabMcp.Simulation.Proxmox;

/// <summary>Index answers: what lies below a path.</summary>
internal static class Index
{
    public static List<Row> Sub(params string[] names) => [.. names.Select(name => new Row { ["subdir"] = name })];

    public static List<Row> Names(params string[] names) => [.. names.Select(name => new Row { ["name"] = name })];
}
