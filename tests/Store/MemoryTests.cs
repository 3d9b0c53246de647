using System.Collections.Immutable;
using System.Text.Json.Nodes;
using CsCheck;
using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.Store.Tests;

public sealed class MemoryTests
{
    private static readonly CancellationToken Cancel = StoreFolder.Cancel;

    [Fact]
    public async Task An_intent_is_open_until_it_ends_and_survives_a_restart()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        var run = await BeginRunAsync(store, folder);
        var intent = await store.BeginStepAsync(IntentOf(run, folder), run.Steps[0] with { State = RunStepState.Running }, Cancel);
        await folder.CloseAsync(store);

        var again = await folder.OpenAsync();
        var open = Assert.Single(await again.Intents.OpenAsync(Cancel));
        Assert.Equal(intent, open);
        Assert.Equal(RunStepState.Running, (await again.Runs.FindAsync(run.Id, Cancel))!.Steps[0].State);
        await again.Intents.EndAsync(open.Id, IntentOutcome.FoundDone, "its mark was found", Cancel);
        Assert.Empty(await again.Intents.OpenAsync(Cancel));
        Assert.Equal(IntentOutcome.FoundDone, (await again.Intents.LatestAsync(1, Cancel))[0].Outcome);
    }

    [Fact]
    public async Task The_end_of_a_step_is_one_commit()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        var run = await BeginRunAsync(store, folder);
        var intent = await store.BeginStepAsync(IntentOf(run, folder), run.Steps[0], Cancel);
        var verified = new VerifiedResource(ManifestOf("nginx"), "c1", folder.Clock.GetUtcNow(), ["web-db"], Written, "abc");
        await store.EndStepAsync(new()
        {
            Key = StoreFolder.Web,
            Run = run.Id,
            Step = run.Steps[0] with { State = RunStepState.Done, Log = ["pulled", "started"], Ended = folder.Clock.GetUtcNow() },
            Intent = intent,
            Outcome = IntentOutcome.Done,
            Verified = verified,
            Unpark = true,
        }, Cancel);
        Assert.Empty(await store.Intents.OpenAsync(Cancel));
        var records = await store.Resources.LoadAsync(Cancel);
        Assert.Equal(Written, records.Verified[StoreFolder.Web].Written);
        Assert.Equal(["web-db"], records.Verified[StoreFolder.Web].Secrets);
        Assert.Equal(["pulled", "started"], (await store.Runs.FindAsync(run.Id, Cancel))!.Steps[0].Log);
    }

    [Fact]
    public async Task A_parked_resource_is_kept_until_it_is_verified_or_forgotten()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        var parked = new ParkedResource("h", "no such image", 2, folder.Clock.GetUtcNow(), folder.Clock.GetUtcNow().AddMinutes(1));
        await store.Resources.ParkAsync(StoreFolder.Web, parked, Cancel);
        Assert.Equal(parked, (await store.Resources.LoadAsync(Cancel)).Parked[StoreFolder.Web]);
        await store.Resources.UnparkAsync(StoreFolder.Web, Cancel);
        Assert.Empty((await store.Resources.LoadAsync(Cancel)).Parked);
    }

    [Fact]
    public async Task Forgetting_a_resource_leaves_nothing_of_it()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        await store.Resources.VerifyAsync([new(ManifestOf("a"), "c", folder.Clock.GetUtcNow(), [], Written, "id")], Cancel);
        await store.Resources.AdoptAsync(StoreFolder.Web, new("id", "rita", folder.Clock.GetUtcNow()), Cancel);
        await store.Resources.ForgetAsync(StoreFolder.Web, Cancel);
        var records = await store.Resources.LoadAsync(Cancel);
        Assert.Empty(records.Verified);
        Assert.Empty(records.Adopted);
    }

    [Fact]
    public void A_manifest_comes_back_as_it_was()
    {
        var text = Gen.String[Gen.Char.AlphaNumeric, 0, 20];
        var names = Gen.String[Gen.Char.AlphaNumeric, 1, 12].Array[0, 4];
        Gen.Select(text, names, Gen.Bool, Gen.Bool, Gen.Enum<PruneMode>(), Gen.Int[1, 9999]).Sample((image, depends, protect, adopt, prune, line) =>
        {
            var manifest = ManifestOf(image) with
            {
                DependsOn = [.. depends.Select(name => new ResourceKey("netbox.ip-address", name, "netbox"))],
                Lifecycle = new(protect, adopt, prune, [.. depends]),
                Description = image,
                Source = new("a/b.yaml", line, "c0ffee"),
            };
            var back = ManifestJson.Read(manifest.Key, ManifestJson.Write(manifest));
            Assert.Equal(ManifestJson.Write(manifest), ManifestJson.Write(back));
            Assert.True(JsonNode.DeepEquals(manifest.Spec, back.Spec));
            Assert.Equal(manifest.DependsOn, back.DependsOn);
            Assert.Equal((protect, adopt, prune), (back.Lifecycle.Protect, back.Lifecycle.Adopt, back.Lifecycle.Prune));
            Assert.Equal(manifest.Source, back.Source);
        });
    }

    [Fact]
    public async Task The_newest_applied_commit_is_remembered_once()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        Assert.Null(await store.Commits.LastAppliedAsync(Cancel));
        foreach (var commit in (string[])["a", "b", "b", "a"]) await store.Commits.ApplyAsync(commit, Cancel);
        Assert.Equal("a", (await store.Commits.LastAppliedAsync(Cancel))!.Commit);
        Assert.Equal(["a", "b", "a"], (await store.Commits.AppliedAsync(10, Cancel)).Select(applied => applied.Commit));
    }

    [Fact]
    public async Task The_policy_approved_last_is_the_one_that_holds()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        Assert.Empty(await store.Commits.PoliciesAsync(Cancel));
        await store.Commits.ApprovePolicyAsync("a", "limits: {}", "whoever started it", Cancel);
        await store.Commits.ApprovePolicyAsync("b", "", "rita", Cancel);
        Assert.Equal([("b", ""), ("a", "limits: {}")], (await store.Commits.PoliciesAsync(Cancel)).Select(policy => (policy.Commit, policy.Text)));
    }

    [Fact]
    public async Task Runs_come_newest_first_in_pages_and_interrupted_ones_say_so()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        List<string> ids = [];
        for (var i = 0; i < 5; i++)
        {
            folder.Clock.Advance(TimeSpan.FromSeconds(1));
            var run = await BeginRunAsync(store, folder);
            ids.Add(run.Id);
            if (i < 4) await store.Runs.EndAsync(run with { Outcome = RunOutcome.Waiting, Summary = "waits", Calls = run.Calls.Add("docker", i) }, Cancel);
        }

        Assert.Equal(1, await store.Runs.CloseInterruptedAsync(Cancel));
        var first = await store.Runs.ListAsync(3, null, Cancel);
        var second = await store.Runs.ListAsync(3, first.Next, Cancel);
        Assert.Equal(ids.AsEnumerable().Reverse(), first.Items.Concat(second.Items).Select(run => run.Id));
        Assert.Equal((5, null), (second.Total, second.Next));
        Assert.Equal(RunOutcome.Interrupted, first.Items[0].Outcome);
        Assert.Equal(3, first.Items[1].Calls["docker"]);
        Assert.Equal(ids[^1], (await store.Runs.LastOfEachAsync(Cancel))[StoreFolder.Web]);
    }

    [Fact]
    public async Task A_backup_is_a_whole_store_that_opens_by_itself()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        await store.Settings.SetAsync("paused", "true", Cancel);
        await store.BackUpAsync(folder.Other("copy.db"), Cancel);
        await using var copy = await HomelabStore.OpenAsync(folder.Other("copy.db"), folder.Clock, StoreAccess.Read);
        Assert.Equal("true", await copy.Settings.FindAsync("paused", Cancel));
    }

    [Fact]
    public async Task The_key_of_fingerprints_is_made_once()
    {
        await using var folder = new StoreFolder();
        var store = await folder.OpenAsync();
        var key = await store.Settings.FingerprintKeyAsync(Cancel);
        Assert.Equal(32, key.Length);
        Assert.Equal(key, await store.Settings.FingerprintKeyAsync(Cancel));
    }

    private static ImmutableSortedDictionary<string, string> Written { get; } = ImmutableSortedDictionary<string, string>.Empty.Add("password", "5e88");

    private static Manifest ManifestOf(string image) => new()
    {
        Key = StoreFolder.Web,
        Spec = new() { ["image"] = image, ["env"] = new JsonObject { ["A"] = "${secret:web-db}" } },
        Source = new("docker/container/web01.yaml", 1, "c1"),
    };

    private static Task<Run> BeginRunAsync(HomelabStore store, StoreFolder folder) => store.Runs.BeginAsync(new()
    {
        Id = "",
        Commit = "c1",
        Cause = "commit",
        Begun = folder.Clock.GetUtcNow(),
        Steps = [new() { Ordinal = 0, Key = StoreFolder.Web, Operation = StepOperation.Create, Cause = StepCause.Change, Hash = "h", Why = "new", Changes = [new("image", null, "nginx")] }],
    }, Cancel);

    private static Intent IntentOf(Run run, StoreFolder folder) => new()
    {
        Run = run.Id,
        Key = StoreFolder.Web,
        Operation = StepOperation.Create,
        StepHash = "h",
        PlanHash = "p",
        Commit = "c1",
        NaturalKey = "web01",
        Deadline = folder.Clock.GetUtcNow().AddSeconds(30),
    };
}
