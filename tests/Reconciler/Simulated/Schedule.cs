using System.Globalization;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Store;
using Microsoft.Data.Sqlite;

namespace HomelabMcp.Reconciler.Tests;

/// <summary>
/// One seeded life of an installation: commits, crashes, lost and late answers, stale lists, human hands and lost
/// stores, then peace. What the house guarantees is checked at each write, after each event and at the end.
/// </summary>
internal sealed class Schedule : IDisposable
{
    private static readonly SimFaults Storm = new() { CrashBefore = 0.015, CrashAfter = 0.03, Error = 0.03, LostAnswer = 0.04, LateEffect = 0.03, StaleList = 0.1 };

    private readonly Random random;
    private readonly SimHome home;
    private readonly SimWatch watch;
    private readonly SortedDictionary<string, string> desired = new(StringComparer.Ordinal);
    private readonly List<SqliteConnection> copies = [];

    public Schedule(int seed)
    {
        random = new(seed);
        home = new(random.NextDouble);
        watch = new(home.Platform, home.Source) { Meanwhile = MayPush };
        home.Platform.Watch = watch;
    }

    /// <summary>What happened.</summary>
    public IReadOnlyList<string> Trace => home.Trace;

    /// <summary>Lives it to the end; the guarantees that were broken, none where all held.</summary>
    public IReadOnlyList<string> Live()
    {
        for (var i = 0; i < 3; i++) Change();
        Push();
        home.Faults = Storm;
        home.Start();
        for (var i = 0; i < 14 && watch.Broken.Count == 0; i++)
        {
            Event();
            Sync(retriesAll: false);
        }

        if (watch.Broken.Count == 0) Peace();
        return watch.Broken;
    }

    public void Dispose() => home.Dispose();

    private bool Chance(double chance) => random.NextDouble() < chance;

    private void Event()
    {
        switch (random.Next(20))
        {
            case < 7:
                for (var i = random.Next(1, 4); i > 0; i--) Change();
                Push();
                break;
            case < 10:
                HumanHand();
                break;
            case < 14:
                Wait(random.Next(1, 90));
                break;
            case < 16:
                Agree();
                break;
            case 16:
                // What was under way when the store was lost lands first: only the store knew of it.
                Wait(31);
                home.LoseStore();
                break;
            case 17:
                copies.Add(home.BackUpStore());
                Say("the store is copied");
                break;
            case 18 when copies.Count > 0:
                Wait(31);
                home.RestoreStore(copies[random.Next(copies.Count)]);
                break;
            default:
                home.Process.Die("between two looks");
                home.Start();
                break;
        }
    }

    private void Wait(int seconds)
    {
        Say(string.Create(CultureInfo.InvariantCulture, $"{seconds} s pass"));
        home.Clock.Advance(TimeSpan.FromSeconds(seconds));
        home.Platform.Settle();
    }

    private void Sync(bool retriesAll)
    {
        for (var i = 0; i < 2; i++)
        {
            Say("look");
            if (!home.Sync(retriesAll)) home.Start();
            watch.CheckUnique();
        }
    }

    private void Change()
    {
        var kind = random.Next(5) switch { < 2 => "sim.box", < 4 => "sim.row", _ => "sim.disk" };
        var name = $"{kind[4]}{random.Next(kind == "sim.disk" ? 2 : 3)}";
        if (desired.ContainsKey(name) && Chance(0.4))
        {
            desired.Remove(name);
            foreach (var other in desired.Where(one => one.Value.Contains($"/{name}]", StringComparison.Ordinal)).Select(one => one.Key).ToList())
                desired[other] = desired[other].Replace($"dependsOn: [{Kind(name)}/{name}]\n", "", StringComparison.Ordinal);
            return;
        }

        List<string> spec = [$"label: l{random.Next(4)}"];
        if (Chance(0.6)) spec.Add($"size: {random.Next(1, 4)}");
        if (kind == "sim.box" && Chance(0.4)) spec.Add($"node: n{random.Next(2)}");
        if (kind == "sim.box" && Chance(0.2)) spec.Add($"password: p{random.Next(2)}");
        var outside = Chance(0.3) ? "lifecycle: { adopt: true }" : "";
        // Dependencies point from later names to earlier ones, so that there is never a circle.
        var earlier = desired.Keys.Where(one => string.CompareOrdinal(one, name) < 0).ToList();
        if (earlier.Count > 0 && Chance(0.4))
        {
            var needed = earlier[random.Next(earlier.Count)];
            outside = $"dependsOn: [{Kind(needed)}/{needed}]" + (outside is "" ? "" : "\n" + outside);
        }

        desired[name] = Manifests.Of(kind, name, outside, [.. spec]);
    }

    private static string Kind(string name) => name[0] switch { 'b' => "sim.box", 'r' => "sim.row", _ => "sim.disk" };

    private void Push()
    {
        if (desired.Count == 0) Change();
        var commit = home.Source.Push([.. desired.Values]);
        if (!home.Source.Read(commit.Id).IsValid) throw new InvalidOperationException(string.Join("\n", home.Source.Read(commit.Id).Faults));
        Say($"commit {commit.Id[^3..]}: {string.Join(" ", desired.Select(one => one.Key + (one.Value.Contains("adopt", StringComparison.Ordinal) ? "+" : "")))}");
    }

    private void MayPush()
    {
        if (home.Faults == SimFaults.None || !Chance(0.03)) return;
        Change();
        Push();
    }

    private void HumanHand()
    {
        var objects = home.Platform.Objects;
        var free = Enumerable.Range(0, 3).Select(i => $"b{i}").Where(name => home.Platform.Named("sim.box", name) is null).ToList();
        switch (random.Next(3))
        {
            case 0 when objects.Count > 0:
                var changed = objects[random.Next(objects.Count)];
                Say($"a human changes {changed.Id}");
                home.Platform.HumanSets(changed.Id, Chance(0.5) ? "label" : "size", Chance(0.5) ? 7 : null);
                break;
            case 1 when objects.Count > 0:
                var gone = objects[random.Next(objects.Count)];
                Say($"a human deletes {gone.Id}");
                home.Platform.HumanDeletes(gone.Id);
                break;
            case 2 when free.Count > 0:
                Say($"a human makes box {free[0]}");
                home.Platform.HumanCreates("sim.box", free[0], new() { ["label"] = "human" });
                break;
        }
    }

    private void Agree()
    {
        if (home.Process.IsDead) home.Start();
        foreach (var approval in home.Approvals.Where(one => one.State is ApprovalState.Waiting))
        {
            watch.Agreed.Add($"{approval.Operation} {approval.Key.Short}");
            if (approval is { Operation: "adopt", Key.Kind: "sim.disk" } && home.Platform.Named("sim.disk", approval.Key.Name) is { } disk) watch.Adopted.Add(disk.Id);
        }

        // The humans' own calls do not fail: what they agree to is what is tried here, not how they say it.
        var faults = home.Process.Faults;
        home.Process.Faults = SimFaults.None;
        home.ApproveAll();
        home.Process.Faults = faults;
    }

    private void Peace()
    {
        Say("peace");
        home.Faults = SimFaults.None;
        home.Start();
        Wait(60);
        for (var i = 0; i < 12; i++)
        {
            Agree();
            Sync(retriesAll: true);
            Wait(45);
            if (IsQuiet()) break;
        }

        CheckEnd();
    }

    private bool IsQuiet()
    {
        var view = home.Reconciler.Current;
        return view is { Problem: null, Plan.IsEmpty: true } && view.InDoubt.IsEmpty && home.Approvals.All(one => one.State is not ApprovalState.Waiting);
    }

    private void CheckEnd()
    {
        var view = home.Reconciler.Current;
        if (!IsQuiet())
            watch.Broken.Add($"it does not come to rest: {view.Problem} {string.Join("; ", view.Resources.Where(one => one.State is not ResourceState.Synced and not ResourceState.Unmanaged).Select(one => $"{one.Key.Short} {one.State} {one.Reason}"))} steps {string.Join("; ", view.Steps.Select(one => $"{one.Step.Operation} {one.Step.Key.Short} {one.Verdict} {one.Reason}"))} doubt {string.Join(' ', view.InDoubt)}");
        foreach (var manifest in home.Source.Read(home.Source.KnownTip!).State.Manifests.Values) CheckLive(manifest, view);
        foreach (var one in home.Platform.Objects.Where(one => one.Mark is not null && !desired.ContainsKey(one.Name)))
            watch.Broken.Add($"{one.Id} bears our mark and left Git, and is still there");
        var writes = home.Process.Calls.GetValueOrDefault("write");
        Sync(retriesAll: false);
        if (home.Process.Calls.GetValueOrDefault("write") != writes) watch.Broken.Add("a look after the rest still writes");
    }

    private void CheckLive(Manifest manifest, WorldView view)
    {
        var (kind, name) = (manifest.Key.Kind, manifest.Key.Name);
        var status = view.Resources.FirstOrDefault(one => one.Key == manifest.Key);
        var state = status?.State;
        // So is what waits for such a conflict to be solved.
        if (status?.Reason.StartsWith("It waits for", StringComparison.Ordinal) == true) return;
        // Somebody else's object in the way is a conflict, and a conflict is a right answer.
        if (state is ResourceState.Conflict && home.Platform.Named(kind, name) is { Mark: null }) return;
        var live = home.Platform.Objects.Find(one => one.Kind == kind && one.Name == name && (one.Mark is not null || watch.Adopted.Contains(one.Id)));
        if (live is null)
        {
            watch.Broken.Add($"{manifest.Key.Short} is in Git and not live ({state})");
            return;
        }

        foreach (var field in (string[])["label", "size", "node"])
        {
            var wanted = manifest.Spec[field]?.ToJsonString();
            if (wanted is not null && live.Spec[field]?.ToJsonString() != wanted && !(field is "size" && wanted is "1" && live.Spec[field] is null))
                watch.Broken.Add($"{manifest.Key.Short}.{field} is {live.Spec[field]?.ToJsonString()}, Git says {wanted}");
        }
    }

    private void Say(string what) => home.Trace.Add($"{home.Clock.GetUtcNow():HH:mm:ss} {what}");
}
