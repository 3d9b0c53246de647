using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace HomelabMcp.Core;

/// <summary>
/// How a platform's tools turn a change into a branch for a human to review. The hub implements it on its repository;
/// a server that runs alone forwards to a hub.
/// </summary>
public interface IProposals
{
    /// <summary>
    /// Writes the changes as one commit on a new branch, plans it against the live systems and answers with both.
    /// Throws <see cref="FaultsException"/> when a manifest is refused; nothing is left behind then.
    /// </summary>
    Task<ProposalAnswer> ProposeAsync(ProposalRequest request, Caller caller, CancellationToken cancel);
}

/// <summary>What somebody wants changed and why.</summary>
/// <param name="Title">One line.</param>
/// <param name="Why">The reason, Markdown.</param>
/// <param name="Changes">At least one.</param>
public sealed record ProposalRequest(string Title, string Why, ImmutableArray<ProposedChange> Changes);

/// <summary>One change of the desired state.</summary>
public abstract record ProposedChange
{
    private ProposedChange() { }

    /// <summary>A whole manifest, new or in the place of the one with its key.</summary>
    /// <param name="Manifest">YAML.</param>
    public sealed record Upsert(string Manifest) : ProposedChange;

    /// <summary>A resource goes.</summary>
    public sealed record Delete(string Kind, string Name, string? Target) : ProposedChange;

    /// <summary>A file is written, or removed where the content is null.</summary>
    /// <param name="Path">Relative to the desired state's folder, forward slashes.</param>
    /// <param name="Content">Text, UTF-8.</param>
    public sealed record File(string Path, string? Content) : ProposedChange;
}

/// <summary>What a proposal came to.</summary>
/// <param name="Proposal">Its id, <c>[a-z0-9-]+</c>.</param>
/// <param name="Branch">Short branch name.</param>
/// <param name="Commit">Full commit id.</param>
/// <param name="Url">Where a human reviews it; null where no hub or forge shows it.</param>
/// <param name="Diff">Unified diff against the base.</param>
/// <param name="Plan">The plan as the contract shapes it: hash, counts, steps.</param>
/// <param name="Risk"><c>low</c>, <c>medium</c> or <c>high</c>.</param>
/// <param name="Checks">What was checked, with the outcome.</param>
public sealed record ProposalAnswer(
    string Proposal,
    string Branch,
    string Commit,
    string? Url,
    string Diff,
    JsonObject Plan,
    string Risk,
    ImmutableArray<ProposalCheck> Checks);

/// <summary>One check of a proposal.</summary>
/// <param name="Name">A short name.</param>
/// <param name="Passed">Whether it passed.</param>
/// <param name="Detail">What it found.</param>
public sealed record ProposalCheck(string Name, bool Passed, string Detail);
