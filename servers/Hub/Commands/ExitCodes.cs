namespace HomelabMcp.Hub.Commands;

/// <summary>What the program's end tells a script.</summary>
internal static class ExitCodes
{
    /// <summary>Done; for <c>plan</c> and <c>drift</c>: nothing differs.</summary>
    public const int Done = 0;

    /// <summary>It failed; one sentence on stderr says why.</summary>
    public const int Failed = 1;

    /// <summary><c>plan</c>: there are changes. <c>drift</c>: there is drift. <c>apply</c>: something waits for approval.</summary>
    public const int Attention = 2;

    /// <summary>The command line is wrong.</summary>
    public const int WrongUsage = 64;

    /// <summary>Ended by Ctrl-C.</summary>
    public const int Interrupted = 130;
}
