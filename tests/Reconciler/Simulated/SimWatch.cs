using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.Reconciler.Tests;

/// <summary>
/// Looks over the reconciler's shoulder: each write, before it leaves, is held against the guarantees of the house.
/// It knows the whole truth: platform, repository and what the humans of the schedule agreed to.
/// </summary>
internal sealed class SimWatch(SimPlatform platform, SimSource source)
{
    /// <summary>What was broken, in sentences.</summary>
    public List<string> Broken { get; } = [];

    /// <summary>Adoptions and destructions that a human agreed to, as <c>operation kind/name</c>.</summary>
    public HashSet<string> Agreed { get; } = new(StringComparer.Ordinal);

    /// <summary>Ids of objects that were taken over with a human's consent.</summary>
    public HashSet<string> Adopted { get; } = new(StringComparer.Ordinal);

    /// <summary>Called in the middle of a write: where a human may push.</summary>
    public Action? Meanwhile { get; set; }

    public void Writing(StepOperation operation, ResourceKey key, LiveResource? live)
    {
        var tip = source.Tip ?? throw new InvalidOperationException("A write without a commit.");
        var what = $"{operation} {key.Short}";
        var manifest = source.Read(tip.Id).State.Manifests.GetValueOrDefault(key);
        if (operation is StepOperation.Create) Creating(key, manifest, what);
        else Touching(operation, key, manifest, live!, what);
        if (operation is StepOperation.Create or StepOperation.Update) Meanwhile?.Invoke();
    }

    /// <summary>At no moment may two objects be one resource's.</summary>
    public void CheckUnique()
    {
        foreach (var twins in platform.Objects.Where(one => one.Mark is not null).GroupBy(one => one.Mark).Where(group => group.Count() > 1))
            Broken.Add($"{twins.Count()} objects bear the mark of one resource: {string.Join(", ", twins.Select(one => one.Id))}");
    }

    private void Creating(ResourceKey key, Manifest? manifest, string what)
    {
        if (manifest is null) Broken.Add($"{what}: the tip of the branch does not have it");
        if (platform.Objects.Any(one => one.Kind == key.Kind && one.Name == key.Name && one.Mark is not null)) Broken.Add($"{what}: it exists already");
        foreach (var needed in manifest?.DependsOn ?? [])
            if (platform.Named(needed.Kind, needed.Name) is not { Health: LiveHealth.Healthy }) Broken.Add($"{what}: it depends on {needed.Short}, which is not there or not healthy");
    }

    private void Touching(StepOperation operation, ResourceKey key, Manifest? manifest, LiveResource live, string what)
    {
        if (platform.Find(live.Id) is not { } now) return;
        var isOurs = now.Mark?.Installation == "home" || Adopted.Contains(now.Id);
        if (operation is StepOperation.Adopt)
        {
            if (!Agreed.Contains($"adopt {key.Short}")) Broken.Add($"{what}: nobody agreed to it");
            Adopted.Add(now.Id);
            return;
        }

        if (!isOurs) Broken.Add($"{what}: {now.Id} is not ours");
        if (operation is StepOperation.Delete)
        {
            if (manifest is not null) Broken.Add($"{what}: the tip of the branch has it");
            if (!Ancestors().Any(commit => source.Read(commit.Id).State.Manifests.ContainsKey(key))) Broken.Add($"{what}: no ancestor ever had it");
            if (Adopted.Contains(now.Id) && now.Mark is null) Broken.Add($"{what}: what was adopted is never deleted");
        }

        if (operation is StepOperation.Update or StepOperation.Replace && manifest is null) Broken.Add($"{what}: the tip of the branch does not have it");
        if (key.Kind == SimKinds.Disk.Name && operation is StepOperation.Delete or StepOperation.Replace)
        {
            if (!Agreed.Contains($"{operation.ToString().ToLowerInvariant()} {key.Short}")) Broken.Add($"{what}: it holds state, and nobody agreed to it");
            if (!platform.Backups.Contains(now.Id)) Broken.Add($"{what}: it holds state, and there is no backup");
        }
    }

    private IEnumerable<SimCommit> Ancestors()
    {
        for (var one = source.Tip; one is not null; one = one.Parent) yield return one;
    }
}
