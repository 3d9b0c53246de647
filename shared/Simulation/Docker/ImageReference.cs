namespace HomelabMcp.Simulation.Docker;

internal static class ImageReference
{
    /// <summary>The familiar form the engine stores: no docker.io/library, and :latest where no tag is given.</summary>
    public static string Normalise(string reference)
    {
        foreach (var prefix in (ReadOnlySpan<string>)["docker.io/library/", "index.docker.io/library/", "docker.io/", "library/"])
        {
            if (reference.StartsWith(prefix, StringComparison.Ordinal))
            {
                reference = reference[prefix.Length..];
                break;
            }
        }
        var last = reference[(reference.LastIndexOf('/') + 1)..];
        return last.Contains(':') || last.Contains('@') ? reference : reference + ":latest";
    }

    public static string Repository(string reference)
    {
        var slash = reference.LastIndexOf('/');
        var cut = reference.IndexOfAny([':', '@'], slash + 1);
        return cut < 0 ? reference : reference[..cut];
    }
}
