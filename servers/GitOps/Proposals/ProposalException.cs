using HomelabMcp.Core;

namespace HomelabMcp.GitOps;

/// <summary>Why something about a proposal was refused.</summary>
public enum ProposalFailure
{
    /// <summary>There is no such proposal.</summary>
    NotFound,

    /// <summary>Its plan or the branch moved, it is closed, or files conflict: look again, then decide.</summary>
    Conflict,

    /// <summary>Whoever asks may not.</summary>
    Forbidden,
}

/// <summary>A proposal that is not there, not as expected, or not theirs to decide; the sentence says what to do.</summary>
public sealed class ProposalException(ProposalFailure failure, string sentence) : HomelabException(sentence)
{
    /// <summary>Which of these.</summary>
    public ProposalFailure Failure { get; } = failure;
}
