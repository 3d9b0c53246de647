namespace HomelabMcp.Reconciler.Tests;

/// <summary>Manifests of the made-up kinds.</summary>
internal static class Manifests
{
    public static string Box(string name, params string[] spec) => Of("sim.box", name, "", spec);

    public static string Row(string name, params string[] spec) => Of("sim.row", name, "", spec);

    public static string Disk(string name, params string[] spec) => Of("sim.disk", name, "", spec);

    /// <summary>A manifest; what stands outside of <c>spec</c> is given as lines of YAML.</summary>
    public static string Of(string kind, string name, string outside, params string[] spec)
    {
        var body = spec.Length == 0 ? " {}" : "\n" + string.Join("\n", spec.Select(line => "  " + line));
        return $"kind: {kind}\nname: {name}\n{(outside is "" ? "" : outside + "\n")}spec:{body}\n";
    }
}
