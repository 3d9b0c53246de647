using HomelabMcp.Core;

namespace HomelabMcp.Docker;

/// <summary>The schema of <c>docker.volume</c>. A volume is its content: deleting or replacing one is a reviewer's matter and is backed up first.</summary>
internal static class VolumeKind
{
    public static ResourceKind Kind { get; } = new()
    {
        Name = "docker.volume",
        Summary = "A named volume on a Docker Engine. It holds state: it is backed up as a tar before it is deleted or replaced, and cannot go while a container uses it.",
        Adoption = AdoptionMode.Recorded,
        MarkScope = static name => name,
        HoldsState = static _ => true,
        Drift = DriftAnswer.Ask,
        Fields =
        [
            new() { Name = "driver", Type = FieldType.Text, Summary = "local or a plug-in's name.", Default = "local", Mutability = Mutability.Replace },
            Map("driver_opts", "Options of the driver, for example type, o and device of an NFS mount."),
            Map("labels", "Labels; those that begin with io.homelab. are ours.") with { KeyPattern = "(?!io\\.homelab\\.)[^\\s=]+" },
        ],
        Check = static manifest => manifest.Key.Name.Length < 2 ? [("name", "Docker wants volume names of two characters and more.")] : [],
        Example =
            """
            kind: docker.volume
            name: grafana-data
            spec:
              labels: { backup: nightly }
            lifecycle: { protect: true }
            """,
    };

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
