namespace HomelabMcp.Engine;

/// <summary>What a YAML file may at most be. Far above what anybody writes by hand, far below what hurts.</summary>
internal static class YamlLimits
{
    /// <summary>Bytes of one YAML file.</summary>
    public const int FileBytes = 1024 * 1024;

    /// <summary>How deep collections may nest; the parser below is recursive only to this depth.</summary>
    public const int Depth = 40;

    /// <summary>Anchors in one file.</summary>
    public const int Anchors = 100;

    /// <summary>Nodes of one document after aliases were followed: a bomb reaches it at once.</summary>
    public const int Nodes = 50_000;
}
