namespace HomelabMcp.Proxmox;

/// <summary>For work that nobody watches.</summary>
internal sealed class NoProgress : IProgress<string>
{
    internal static readonly NoProgress Instance = new();

    public void Report(string value) { }
}
