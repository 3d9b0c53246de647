using HomelabMcp.Core;
using HomelabMcp.Store;

namespace HomelabMcp.GitOps.Tests;

public sealed class ProposingTests
{
    private const string Back = "kind: lab.net\nname: back\nspec: { driver: overlay }\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_proposal_is_one_commit_on_a_branch_by_its_principal_with_the_client_in_a_trailer()
    {
        await using var home = await LabHome.OpenAsync();
        await home.SyncAsync();
        var answer = await home.ProposeAsync(new ProposedChange.Upsert(Back));

        Assert.Matches("^[a-z0-9-]+$", answer.Proposal);
        Assert.Equal($"proposal/{answer.Proposal}", answer.Branch);
        Assert.Equal(answer.Commit, await home.GitAsync("rev-parse", answer.Branch));
        Assert.Equal("1", await home.GitAsync("rev-list", "--count", $"main..{answer.Branch}"));
        Assert.Equal("claude|A change|Because.\n\nAssisted-by: test-client/1.2 (call call-7)", await home.GitAsync("log", "-1", "--format=%an|%s|%b", answer.Branch));
        Assert.Equal("lab/net/back.yaml", await home.GitAsync("diff", "--name-only", "main", answer.Branch));
        Assert.Equal($"http://127.0.0.1/proposals/{answer.Proposal}", answer.Url);
        Assert.Equal((1, 0, "low"), (answer.Plan["creates"]!.GetValue<int>(), answer.Plan["deletes"]!.GetValue<int>(), answer.Risk));
        Assert.Equal("create", answer.Plan["steps"]![0]!["operation"]!.GetValue<string>());
        Assert.All(answer.Checks, check => Assert.True(check.Passed, check.Detail));
        Assert.Contains("+kind: lab.net", answer.Diff, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_counts_are_of_the_proposal_alone_and_what_is_pending_anyway_stands_apart()
    {
        await using var home = await LabHome.OpenAsync();
        var answer = await home.ProposeAsync(new ProposedChange.Upsert(Back));
        Assert.Equal(1, answer.Plan["creates"]!.GetValue<int>());
        Assert.Equal("create lab.net/front@lab1", answer.Plan["pending"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task An_existing_resource_is_edited_in_place_with_its_comments()
    {
        await using var home = await LabHome.OpenAsync();
        var answer = await home.ProposeAsync(new ProposedChange.Upsert("kind: lab.net\nname: front\nspec:\n  driver: overlay\n"));
        Assert.Equal(LabHome.Seed.Replace("driver: bridge", "driver: overlay", StringComparison.Ordinal).Trim(), await home.GitAsync("show", $"{answer.Branch}:lab/net/front.yaml"));
    }

    [Fact]
    public async Task A_free_number_is_chosen_and_written_and_kept_when_the_manifest_is_edited()
    {
        await using var home = await LabHome.OpenAsync(("a.yaml", "kind: lab.vm\nname: a\nspec: { vmid: 100, memory: 1 }\n"));
        var answer = await home.ProposeAsync(new ProposedChange.Upsert("kind: lab.vm\nname: b\nspec:\n  memory: 2\n"), new ProposedChange.Upsert("kind: lab.vm\nname: c\nspec:\n  memory: 3\n"), new ProposedChange.Upsert("kind: lab.vm\nname: a\nspec: { memory: 9 }\n"));
        Assert.Contains("vmid: 101", await home.GitAsync("show", $"{answer.Branch}:lab/vm/b.yaml"), StringComparison.Ordinal);
        Assert.Contains("vmid: 102", await home.GitAsync("show", $"{answer.Branch}:lab/vm/c.yaml"), StringComparison.Ordinal);
        var edited = await home.GitAsync("show", $"{answer.Branch}:a.yaml");
        Assert.Contains("vmid: 100", edited, StringComparison.Ordinal);
        Assert.Contains("memory: 9", edited, StringComparison.Ordinal);
    }

    public static TheoryData<ProposedChange, string> Refused => new()
    {
        { new ProposedChange.Upsert("kind: lab.nett\nname: x\nspec: {}\n"), "did you mean 'lab.net'?" },
        { new ProposedChange.Upsert("kind: lab.net\nname: x\nspec: { drvier: a }\n"), "lab/net/x.yaml:3: spec.drvier: 'drvier' is no field of lab.net: did you mean 'driver'?" },
        { new ProposedChange.Upsert("kind: lab.net\nname: x\nspec: {}\ndependsOn: [lab.net/y]\n"), "There is no lab.net/y" },
        { new ProposedChange.Upsert("not: yaml: at all"), "manifest" },
        { new ProposedChange.Upsert("kind: lab.net\nname: ../../etc\nspec: {}\n"), "no valid name" },
        { new ProposedChange.Delete("lab.net", "fronn", null), "did you mean 'lab.net/front'?" },
        { new ProposedChange.Delete("lab.net", "front", null), "an empty source is never planned" },
        { new ProposedChange.File("../outside.txt", "x"), "no path of the desired state" },
        { new ProposedChange.File(".git/hooks/post-receive", "x"), "no path of the desired state" },
        { new ProposedChange.File(".github/workflows/a.yaml", "x"), "no path of the desired state" },
        { new ProposedChange.File("policy.yaml", "protekt: []\n"), "did you mean 'protect'?" },
        { new ProposedChange.Upsert(LabHome.Seed), "change nothing" },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task What_is_wrong_is_refused_whole_and_leaves_no_branch_behind(ProposedChange change, string part)
    {
        await using var home = await LabHome.OpenAsync();
        await home.SyncAsync();
        var refused = await Assert.ThrowsAnyAsync<HomelabException>(() => home.ProposeAsync(new ProposedChange.Upsert("kind: lab.net\nname: front\nspec: { driver: bridge }\n"), change));
        Assert.Contains(part, refused.Message, StringComparison.Ordinal);
        Assert.Equal("", await home.GitAsync("branch", "--list", "proposal/*"));
        Assert.Equal(0, (await home.Proposals.ListAsync(null, 10, null, Cancel)).Total);
    }

    [Fact]
    public async Task What_a_client_says_of_itself_cannot_forge_another_trailer()
    {
        await using var home = await LabHome.OpenAsync();
        var caller = LabHome.Assistant with { Client = "evil\nSigned-off-by: root <root@lan>", ClientVersion = "1\u202E (call x)\n\nX: y" };
        var answer = await home.Proposals.ProposeAsync(new("T\nSigned-off-by: x", "w", [new ProposedChange.Upsert(Back)]), caller, Cancel);
        Assert.Equal("Assisted-by", await home.GitAsync("log", "-1", "--format=%(trailers:keyonly)", answer.Branch));
        Assert.Equal("T Signed-off-by: x", await home.GitAsync("log", "-1", "--format=%s", answer.Branch));
    }

    [Fact]
    public async Task A_viewer_cannot_propose()
    {
        await using var home = await LabHome.OpenAsync();
        var refused = await Assert.ThrowsAsync<ProposalException>(() => home.Proposals.ProposeAsync(new("t", "w", [new ProposedChange.Upsert(Back)]), LabHome.Assistant with { Principal = new("v", Role.Viewer) }, Cancel));
        Assert.Equal(ProposalFailure.Forbidden, refused.Failure);
    }

    [Fact]
    public async Task A_revision_is_a_further_commit_and_only_the_author_may_make_it()
    {
        await using var home = await LabHome.OpenAsync();
        var answer = await home.ProposeAsync(new ProposedChange.Upsert(Back));
        var revised = await home.Proposals.ReviseAsync(answer.Proposal, [new ProposedChange.Upsert(Back.Replace("overlay", "macvlan", StringComparison.Ordinal))], "Better.", LabHome.Assistant, Cancel);
        Assert.Equal("2", await home.GitAsync("rev-list", "--count", $"main..{answer.Branch}"));
        Assert.Equal(1, revised.Plan["creates"]!.GetValue<int>());
        await Assert.ThrowsAsync<ProposalException>(() => home.Proposals.ReviseAsync(answer.Proposal, [new ProposedChange.Upsert(Back)], "", LabHome.Assistant with { Principal = new("other", Role.Assistant) }, Cancel));
    }

    [Fact]
    public async Task A_withdrawn_proposal_is_closed_and_its_branch_is_gone()
    {
        await using var home = await LabHome.OpenAsync();
        var answer = await home.ProposeAsync(new ProposedChange.Upsert(Back));
        var detail = await home.Proposals.WithdrawAsync(answer.Proposal, "Not needed.", LabHome.Assistant.Principal, Cancel);
        Assert.Equal(ProposalState.Withdrawn, detail.Proposal.State);
        Assert.Equal("", await home.GitAsync("branch", "--list", "proposal/*"));
        var again = await Assert.ThrowsAsync<ProposalException>(() => home.Proposals.WithdrawAsync(answer.Proposal, "", LabHome.Assistant.Principal, Cancel));
        Assert.Equal(ProposalFailure.Conflict, again.Failure);
    }

    [Fact]
    public async Task A_branch_made_with_plain_git_is_a_proposal_too()
    {
        await using var home = await LabHome.OpenAsync();
        await home.GitAsync("branch", "proposal/by-hand", "main");
        await home.PushAsync("x.yaml", Back);
        await home.GitAsync("branch", "-f", "proposal/mine", "main");
        await home.GitAsync("update-ref", "refs/heads/main", "main~1");
        await home.Repository.FetchAsync(Cancel);
        var listed = await home.Proposals.ListAsync(null, 10, null, Cancel);
        Assert.Contains(listed.Items, proposal => proposal.Id == "mine" && proposal.State is ProposalState.Open);
        Assert.Equal(1, (await home.Proposals.GetAsync("mine", Cancel)).Preview!.Plan!.Counts.Creates);
    }

    [Fact]
    public async Task An_unknown_proposal_is_not_found_and_the_nearest_is_named()
    {
        await using var home = await LabHome.OpenAsync();
        var answer = await home.ProposeAsync(new ProposedChange.Upsert(Back));
        var missing = await Assert.ThrowsAsync<ProposalException>(() => home.Proposals.GetAsync(answer.Proposal[..^1], Cancel));
        Assert.Equal(ProposalFailure.NotFound, missing.Failure);
        Assert.Contains(answer.Proposal, missing.Message, StringComparison.Ordinal);
    }
}
