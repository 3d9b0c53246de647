namespace HomelabMcp.Core;

/// <summary>
/// An error a person or an assistant can act on. The message is one sentence that says what is wrong, where,
/// and what to do; it never holds a secret.
/// </summary>
public class HomelabException : Exception
{
    /// <summary>An error without a cause of another layer.</summary>
    public HomelabException(string sentence) : base(sentence) { }

    /// <summary>An error with the exception that it explains.</summary>
    public HomelabException(string sentence, Exception cause) : base(sentence, cause) { }
}

/// <summary>A call to a platform that did not do what was asked.</summary>
public sealed class PlatformException : HomelabException
{
    /// <summary>A refusal or failure without an inner exception.</summary>
    public PlatformException(PlatformFailure failure, string sentence) : base(sentence) => Failure = failure;

    /// <summary>A refusal or failure that another exception explains.</summary>
    public PlatformException(PlatformFailure failure, string sentence, Exception cause) : base(sentence, cause) => Failure = failure;

    /// <summary>What sort of failure, which decides what may be tried next.</summary>
    public PlatformFailure Failure { get; }

    /// <summary>
    /// The call may have taken effect although its answer did not come: the world must be read before anything is
    /// repeated.
    /// </summary>
    public bool InDoubt => Failure is PlatformFailure.AnswerLost;
}

/// <summary>Why a platform did not do what was asked.</summary>
public enum PlatformFailure
{
    /// <summary>The object does not exist.</summary>
    NotFound,
    /// <summary>It changed since we read it (compare-and-swap refused).</summary>
    Changed,
    /// <summary>Its identifier or name is taken.</summary>
    Taken,
    /// <summary>It is locked by other work; later may do.</summary>
    Busy,
    /// <summary>The request itself is wrong; repeating it is no use.</summary>
    Invalid,
    /// <summary>The credential lacks a right.</summary>
    Forbidden,
    /// <summary>The platform was not reached; nothing happened.</summary>
    Unreachable,
    /// <summary>The request left us and no answer came: the effect is in doubt.</summary>
    AnswerLost,
    /// <summary>The platform tried and failed.</summary>
    Failed,
}
