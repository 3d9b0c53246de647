using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.Reconciler.Laws;

/// <summary>One kind on one target, ready to be tried. The target must not hold anything under the subject's key.</summary>
public sealed record KindSubject
{
    /// <summary>The driver, opened for applying.</summary>
    public required IKindDriver Driver { get; init; }

    /// <summary>The target's name.</summary>
    public required string Target { get; init; }

    /// <summary>Our handle for the object.</summary>
    public required string Name { get; init; }

    /// <summary>What it should be, as a manifest says it.</summary>
    public required JsonObject Spec { get; init; }

    /// <summary>What it should become by an update; null for a kind that has nothing to change.</summary>
    public JsonObject? Changed { get; init; }

    /// <summary>Native files of both specs.</summary>
    public ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Files { get; init; } = ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Empty;

    /// <summary>The installation that makes it.</summary>
    public string Installation { get; init; } = "laws";

    /// <summary>
    /// Everything that the platform holds, asked of the platform itself and not of the driver, in a form that changes
    /// when anything is written.
    /// </summary>
    public required Func<Task<string>> Everything { get; init; }

    /// <summary>Makes, behind the driver's back, an object without a mark that holds the subject's natural key; null where that cannot be.</summary>
    public Func<Task>? MakeForeign { get; init; }

    /// <summary>An id in the platform's form that no object has.</summary>
    public required string AbsentId { get; init; }
}

/// <summary>
/// The laws of drivers (see <see cref="IKindDriver"/>), tried on a real target or its simulator. Every platform's tests
/// link this file and run each law on each of its kinds.
/// </summary>
public sealed class KindLaws(KindSubject subject)
{
    private readonly ResourceKind kind = subject.Driver.Kind;
    private readonly ResourceKey key = new(subject.Driver.Kind.Name, subject.Name, subject.Target);

    private CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string NaturalKey => kind.NaturalKey(key, subject.Spec) ?? throw new InvalidOperationException("The subject's spec does not say its natural key.");

    /// <summary>All laws, in an order that leaves nothing behind.</summary>
    public async Task HoldAsync()
    {
        await AbsentIsNullAsync();
        await ObservingWritesNothingAsync();
        await CreateBearsTheMarkAndTheSecondPlanIsEmptyAsync();
        await ObservingWritesNothingAsync();
        await CreatingAgainIsHarmlessAsync();
        await UpdateConvergesAsync();
        await DeletingTwiceIsQuietAsync();
        await ForeignIsRefusedAsync();
    }

    /// <summary>What is not there is null, not an error.</summary>
    public async Task AbsentIsNullAsync()
    {
        Assert.Null(await subject.Driver.FindAsync(NaturalKey, Cancel));
        Assert.Null(await subject.Driver.ReadAsync(subject.AbsentId, Cancel));
        Assert.DoesNotContain(await subject.Driver.ListAsync(Cancel), live => live.NaturalKey == NaturalKey);
    }

    /// <summary>Listing, reading and finding leave everything as it is.</summary>
    public async Task ObservingWritesNothingAsync()
    {
        var before = await subject.Everything();
        foreach (var live in await subject.Driver.ListAsync(Cancel))
        {
            var read = await subject.Driver.ReadAsync(live.Id, Cancel);
            Assert.NotNull(read);
            Assert.True(read.Detailed, $"A read of {live.Id} is not complete.");
            Assert.Equal(live.NaturalKey, read.NaturalKey);
        }

        await subject.Driver.FindAsync(NaturalKey, Cancel);
        Assert.Equal(before, await subject.Everything());
    }

    /// <summary>The call that creates writes the mark, a read shows what was written, and there is nothing left to plan.</summary>
    public async Task CreateBearsTheMarkAndTheSecondPlanIsEmptyAsync()
    {
        var first = await PlanAsync(subject.Spec);
        Assert.Equal(StepOperation.Create, Assert.Single(first.Steps).Operation);
        var id = await subject.Driver.CreateAsync(Call(subject.Spec), Cancel);
        var live = await subject.Driver.ReadAsync(id, Cancel);
        Assert.NotNull(live);
        Assert.Equal(Mark, live.Mark);
        Assert.Equal(NaturalKey, live.NaturalKey);
        Assert.Contains(await subject.Driver.ListAsync(Cancel), one => one.Id == id);
        Assert.Equal(id, (await subject.Driver.FindAsync(NaturalKey, Cancel))?.Id);
        await IsAsDesiredAsync(subject.Spec);
    }

    /// <summary>Creating what is there with our mark makes no second one.</summary>
    public async Task CreatingAgainIsHarmlessAsync()
    {
        var before = await OursAsync();
        try
        {
            await subject.Driver.CreateAsync(Call(subject.Spec), Cancel);
        }
        catch (PlatformException refused)
        {
            Assert.Equal(PlatformFailure.Taken, refused.Failure);
        }

        Assert.Equal(before.Id, (await OursAsync()).Id);
        await IsAsDesiredAsync(subject.Spec);
    }

    /// <summary>An update, or a replacement where the schema says so, leads to what was wanted.</summary>
    public async Task UpdateConvergesAsync()
    {
        if (subject.Changed is not { } wanted) return;
        var step = Assert.Single((await PlanAsync(wanted)).Steps);
        var live = (await subject.Driver.ReadAsync((await OursAsync()).Id, Cancel))!;
        if (step.Operation is StepOperation.Replace) await subject.Driver.ReplaceAsync(Call(wanted), live, Cancel);
        else await subject.Driver.UpdateAsync(Call(wanted), live, step.Changes, Cancel);
        Assert.Equal(Mark, (await subject.Driver.ReadAsync((await OursAsync()).Id, Cancel))!.Mark);
        await IsAsDesiredAsync(wanted);
    }

    /// <summary>A delete leaves nothing, and deleting what is gone says nothing.</summary>
    public async Task DeletingTwiceIsQuietAsync()
    {
        var live = (await subject.Driver.ReadAsync((await OursAsync()).Id, Cancel))!;
        await subject.Driver.DeleteAsync(live, Cancel);
        Assert.Null(await subject.Driver.ReadAsync(live.Id, Cancel));
        await subject.Driver.DeleteAsync(live, Cancel);
        await AbsentIsNullAsync();
    }

    /// <summary>What stands in the way without our mark is refused and left alone.</summary>
    public async Task ForeignIsRefusedAsync()
    {
        if (subject.MakeForeign is null) return;
        await subject.MakeForeign();
        var before = await subject.Everything();
        var refused = await Assert.ThrowsAsync<PlatformException>(() => subject.Driver.CreateAsync(Call(subject.Spec), Cancel));
        Assert.Equal(PlatformFailure.Taken, refused.Failure);
        Assert.Equal(before, await subject.Everything());
        Assert.Null((await subject.Driver.FindAsync(NaturalKey, Cancel))?.Mark);
    }

    private OwnershipMark Mark => OwnershipMark.For(subject.Installation, key, kind.MarkScope(NaturalKey));

    private async Task<LiveResource> OursAsync() => Assert.Single(await subject.Driver.ListAsync(Cancel), live => live.NaturalKey == NaturalKey);

    private async Task IsAsDesiredAsync(JsonObject spec)
    {
        var plan = await PlanAsync(spec);
        Assert.True(plan.IsEmpty, $"After the write there is still something to do: {string.Join("; ", plan.Steps.SelectMany(step => step.Changes.Select(change => $"{step.Operation} {change.Path}: {change.Before?.ToJsonString()} → {change.After?.ToJsonString()}")))}");
    }

    private WriteCall Call(JsonObject spec) => new(key, Mark, SpecNormaliser.Normalise(kind.Fields, spec), subject.Files, new Quiet());

    private async Task<Plan> PlanAsync(JsonObject spec)
    {
        var rows = await subject.Driver.ListAsync(Cancel);
        var lives = new List<LiveResource>();
        foreach (var row in rows.Where(row => row.NaturalKey == NaturalKey))
            if (await subject.Driver.ReadAsync(row.Id, Cancel) is { } live) lives.Add(live);
        var manifest = new Manifest { Key = key, Spec = SpecNormaliser.Normalise(kind.Fields, spec), Files = subject.Files, Source = new("laws.yaml", 1) };
        return Planner.Plan(new()
        {
            Installation = subject.Installation,
            Kinds = new([kind], [KeyValuePair.Create(subject.Target, kind.Platform)]),
            Desired = new("", ImmutableSortedDictionary<ResourceKey, Manifest>.Empty.Add(key, manifest), null),
            Observed = ImmutableDictionary<string, ObservedTarget>.Empty.Add(subject.Target, new(
                subject.Target, null, ImmutableDictionary<string, ImmutableArray<LiveResource>>.Empty.Add(kind.Name, [.. lives]), default, default)),
            Policy = Policy.BuiltIn,
        });
    }

    private sealed class Quiet : IProgress<string>
    {
        public void Report(string value) => Assert.NotEmpty(value);
    }
}
