using HomelabMcp.Core;

namespace HomelabMcp.Docker;

/// <summary>The schema of <c>docker.network</c>. Docker changes nothing on a living network, so every change replaces it.</summary>
internal static class NetworkKind
{
    public static ResourceKind Kind { get; } = new()
    {
        Name = "docker.network",
        Summary = "A network on a Docker Engine. Every change replaces it, which is refused while containers are on it.",
        Adoption = AdoptionMode.Recorded,
        MarkScope = static name => name,
        Fields =
        [
            new() { Name = "driver", Type = FieldType.Text, Summary = "bridge, macvlan, ipvlan or a plug-in's name.", Default = "bridge", Mutability = Mutability.Replace },
            Generated("subnet", "Address range as CIDR; absent: the engine chooses."),
            Generated("gateway", "Address of the engine's own end; absent: the engine chooses."),
            new() { Name = "ip_range", Type = FieldType.Text, Summary = "Part of the subnet from which containers get addresses, as CIDR.", Mutability = Mutability.Replace },
            Flag("internal", "No way out of the network."),
            Flag("attachable", "For swarm networks: containers may join by hand."),
            Flag("ipv6", "Also IPv6."),
            Map("options", "Options of the driver."),
            Map("labels", "Labels; those that begin with io.homelab. are ours.") with { KeyPattern = "(?!io\\.homelab\\.)[^\\s=]+" },
        ],
        Check = static manifest => manifest.Key.Name is "bridge" or "host" or "none"
            ? [("name", $"'{manifest.Key.Name}' is one of the engine's own networks: choose another name.")]
            : manifest.Spec["subnet"] is null && (manifest.Spec["gateway"] ?? manifest.Spec["ip_range"]) is not null
                ? [("spec.subnet", "'gateway' and 'ip_range' need a 'subnet'.")] : [],
        Example =
            """
            kind: docker.network
            name: edge
            spec:
              subnet: 172.30.0.0/24
              labels: { purpose: "reverse proxy" }
            """,
    };

    private static Field Generated(string name, string summary) => new() { Name = name, Type = FieldType.Text, Summary = summary, Mutability = Mutability.Replace, Origin = Origin.Generated };

    private static Field Flag(string name, string summary) => new() { Name = name, Type = FieldType.Boolean, Summary = summary, Default = false, Mutability = Mutability.Replace };

    private static Field Map(string name, string summary) => new()
    {
        Name = name,
        Type = FieldType.Map,
        Summary = summary,
        Mutability = Mutability.Replace,
        Normalise = ContainerValues.Environment,
        Items = new() { Name = "", Type = FieldType.Text },
    };
}
