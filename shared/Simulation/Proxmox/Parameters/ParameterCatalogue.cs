namespace HomelabMcp.Simulation.Proxmox.Parameters;

/// <summary>One endpoint as its table describes it: parameters, the permission asked for, whether API tokens are kept out.</summary>
internal sealed record EndpointSpec(string Method, string Path, string Permission, bool TicketOnly, IReadOnlyDictionary<string, ParameterSpec> Parameters);

/// <summary>
/// Every endpoint's parameters, from the tables beside this file. A block is <c>METHOD path</c>, then
/// <c>? permission</c>, <c>ticket</c> where tokens are refused, <c>include group</c>, and parameter lines.
/// </summary>
internal static class ParameterCatalogue
{
    private static readonly Dictionary<string, string> Groups = new(StringComparer.Ordinal)
    {
        ["qemu-config"] = ConfigParameters.QemuConfig,
        ["lxc-config"] = ConfigParameters.LxcConfig,
    };

    public static IReadOnlyDictionary<string, EndpointSpec> Endpoints { get; } = new[]
    {
        AccessParameters.Text, ClusterParameters.Text, BackupParameters.Text, NodeParameters.Text, QemuParameters.Text, LxcParameters.Text,
    }.SelectMany(text => text.Split("\n\n")).Select(ReadBlock).ToDictionary(endpoint => $"{endpoint.Method} {endpoint.Path}", StringComparer.Ordinal);

    /// <summary>The options of a guest's configuration by name, families written out.</summary>
    public static IReadOnlyDictionary<string, ParameterSpec> Qemu { get; } = ReadGroup("qemu-config");

    public static IReadOnlyDictionary<string, ParameterSpec> Lxc { get; } = ReadGroup("lxc-config");

    private static Dictionary<string, ParameterSpec> ReadGroup(string name) =>
        Groups[name].Split('\n').SelectMany(ParameterSpec.ReadLine).ToDictionary(spec => spec.Name, StringComparer.Ordinal);

    private static EndpointSpec ReadBlock(string block)
    {
        var lines = block.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var (method, path) = lines[0].Split(' ') is [var m, var p] ? (m, p) : throw new FormatException($"Parameter table: '{lines[0]}' is no endpoint.");
        var parameters = new Dictionary<string, ParameterSpec>(StringComparer.Ordinal);
        var permission = "root";
        var ticketOnly = false;
        foreach (var line in lines.Skip(1).Select(line => line.Trim()))
        {
            if (line.StartsWith("? ", StringComparison.Ordinal))
                permission = line[2..];
            else if (line is "ticket")
                ticketOnly = true;
            else if (line.StartsWith("include ", StringComparison.Ordinal))
                foreach (var (name, spec) in ReadGroup(line[8..]))
                    parameters[name] = spec;
            else
                foreach (var spec in ParameterSpec.ReadLine(line))
                    parameters[spec.Name] = spec;
        }
        return new EndpointSpec(method, path, permission, ticketOnly, parameters);
    }
}
