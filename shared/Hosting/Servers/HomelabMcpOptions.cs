using HomelabMcp.Core;

namespace HomelabMcp.Hosting;

/// <summary>What a process that serves MCP consists of.</summary>
public sealed record HomelabMcpOptions
{
    /// <summary>The configuration; its targets become the platforms' services.</summary>
    public required HomelabConfiguration Configuration { get; init; }

    /// <summary>One set for a server that runs alone, all of them for a gateway. Names and prefixes are unique.</summary>
    public required IReadOnlyList<ToolSet> ToolSets { get; init; }

    /// <summary>The widest mode of this process; roles and <c>?mode=</c> narrow it.</summary>
    public ServerMode Mode { get; init; } = ServerMode.Propose;

    /// <summary>
    /// Who asks where a transport does not say: the user of a stdio process, or of a loopback server without tokens.
    /// Null refuses such calls.
    /// </summary>
    public Principal? Local { get; init; }

    /// <summary>Where calls are recorded.</summary>
    public ICallAudit Audit { get; init; } = NoCallAudit.Instance;

    /// <summary>Whether proposal tools can do their work now (a hub answers); asked when tools are listed and called.</summary>
    public Func<CancellationToken, ValueTask<bool>> ProposalsOpen { get; init; } = _ => ValueTask.FromResult(true);

    /// <summary>How much one process does at once and answers at most.</summary>
    public CallLimits Limits { get; init; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>Bounds of a process that serves MCP.</summary>
public sealed record CallLimits
{
    /// <summary>Calls that run at the same time; the others wait.</summary>
    public int AtOnce { get; init; } = 16;

    /// <summary>Calls that wait at most; more are refused.</summary>
    public int Waiting { get; init; } = 1024;

    /// <summary>Calls of one principal a minute, as a steady rate; a burst of the same size is allowed.</summary>
    public int EachMinute { get; init; } = 3000;

    /// <summary>Bytes of a reply's text: 32 kB is about 8,000 tokens.</summary>
    public int ReplyBytes { get; init; } = 32 * 1024;

    /// <summary>Bytes of one HTTP request or one line on stdio.</summary>
    public int RequestBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Sessions of 2025-11-25 clients that are kept while idle.</summary>
    public int IdleSessions { get; init; } = 200;

    /// <summary>How long an idle session is kept.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a question for confirmation may stay open.</summary>
    public TimeSpan Confirmation { get; init; } = TimeSpan.FromMinutes(10);
}
