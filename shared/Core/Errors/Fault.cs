namespace HomelabMcp.Core;

/// <summary>One thing that is wrong with what somebody wrote, with the place and the way out.</summary>
/// <param name="File">File, relative to the repository's root (or as given on the command line).</param>
/// <param name="Line">Line, from 1; 0 where no line can be named.</param>
/// <param name="Field">Dotted field path, empty for the whole document.</param>
/// <param name="Message">One sentence: what is wrong, what is valid, the nearest match.</param>
public sealed record Fault(string File, int Line, string Field, string Message)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var place = Line > 0 ? $"{File}:{Line}" : File;
        return Field is "" ? $"{place}: {Message}" : $"{place}: {Field}: {Message}";
    }
}

/// <summary>Input that is refused whole, with everything that is wrong with it.</summary>
public sealed class FaultsException(IReadOnlyList<Fault> faults)
    : HomelabException(string.Join("\n", faults.Select(fault => fault.ToString())))
{
    /// <summary>What is wrong, in the order of files and lines.</summary>
    public IReadOnlyList<Fault> Faults { get; } = faults;
}
