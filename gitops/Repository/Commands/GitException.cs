using HomelabMcp.Core;

namespace HomelabMcp.Repository;

/// <summary>What went wrong with the repository. The message names the step and what to do; no secret is in it.</summary>
public sealed class GitException : HomelabException
{
    /// <summary>A failure of a known sort.</summary>
    public GitException(GitFailure failure, string sentence) : base(sentence) => Failure = failure;

    /// <summary>A failure that another exception explains.</summary>
    public GitException(GitFailure failure, string sentence, Exception cause) : base(sentence, cause) => Failure = failure;

    /// <summary>What sort of failure.</summary>
    public GitFailure Failure { get; }
}

/// <summary>Why the repository did not do what was asked.</summary>
public enum GitFailure
{
    /// <summary>Something that has no sort of its own; the message quotes git.</summary>
    Failed,
    /// <summary>The git command is not installed.</summary>
    NotInstalled,
    /// <summary>User name, password, token or key were refused or are missing.</summary>
    AuthenticationRefused,
    /// <summary>The SSH host or TLS certificate is not the known one.</summary>
    HostNotTrusted,
    /// <summary>The host was not reached.</summary>
    Unreachable,
    /// <summary>There is no repository at the address.</summary>
    NotARepository,
    /// <summary>A repository of a sort that cannot be read here (SHA-256 object ids).</summary>
    Unsupported,
    /// <summary>The other side refused the push (a hook, a protected branch).</summary>
    Rejected,
    /// <summary>It took too long and was stopped.</summary>
    TimedOut,
    /// <summary>No such commit is known here.</summary>
    UnknownCommit,
    /// <summary>Our copy is damaged; it is made anew at the next start.</summary>
    Broken,
    /// <summary>The changes cannot be made into a commit.</summary>
    BadChange,
}
