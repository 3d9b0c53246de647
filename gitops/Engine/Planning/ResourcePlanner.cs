using System.Collections.Immutable;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>Compares one desired resource with the world.</summary>
internal sealed class ResourcePlanner(PlanRequest request, LiveIndex index, SpecResolver resolver, IReadOnlyDictionary<ResourceKey, ImmutableArray<ResourceKey>> dependencies)
{
    /// <summary>Where a resource stands and what it needs.</summary>
    /// <param name="manifest">What is desired.</param>
    /// <param name="hasStep">Whether a resource it depends on has a step: a reference to it may then have moved.</param>
    public ResourceDraft Plan(Manifest manifest, Func<ResourceKey, bool> hasStep)
    {
        var key = manifest.Key;
        var kind = request.Kinds[key.Kind];
        var status = new ResourceStatus { Key = key, State = ResourceState.Synced, Source = manifest.Source, DependsOn = dependencies.GetValueOrDefault(key, []) };
        if (!request.Observed.TryGetValue(key.Target, out var target) || !target.IsKnown)
            return Held(status with { State = ResourceState.Unknown }, $"Target '{key.Target}' cannot be seen: {target?.Problem ?? "it was not observed"}");
        var resolved = resolver.Resolve(manifest);
        var live = index.Owned(key);
        status = status with { Desired = resolved.Shown, Live = Redaction.Live(live, resolved) };
        if (resolved.Problem is { } problem) return Held(status with { State = ResourceState.Pending }, problem);
        if (request.Baseline.Parked.TryGetValue(key, out var parked)) return Held(status with { State = ResourceState.Parked }, parked);
        return live is null ? Absent(manifest, kind, resolved, status) : Present(manifest, kind, resolved, live, status, hasStep);
    }

    private ResourceDraft Absent(Manifest manifest, ResourceKind kind, ResolvedSpec resolved, ResourceStatus status)
    {
        var key = manifest.Key;
        if (kind.NaturalKey(key, resolved.Clear) is not { } natural)
            return Held(status with { State = ResourceState.Pending }, $"{string.Join(", ", kind.ChosenFields.DefaultIfEmpty("its identifier"))} is not chosen yet: write one into {manifest.Source} (a proposal chooses a free one).");
        if (index.Holder(key.Target, kind, natural) is { } holder) return Taken(manifest, kind, resolved, holder, status);
        var isMissing = request.Baseline.Verified.TryGetValue(key, out var verified);
        var holdsState = isMissing && kind.HoldsState(verified!.Spec);
        var reason = isMissing
            ? $"It was there, verified, and is gone{(holdsState ? "; it held state, so it is not made anew unasked" : "")}."
            : "It does not exist yet.";
        var step = new PlanStep
        {
            Key = key,
            Operation = StepOperation.Create,
            Cause = isMissing ? StepCause.Missing : StepCause.Change,
            Changes = [.. resolved.Shown.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => new FieldChange(FieldPath.Join("", field.Key), null, field.Value?.DeepClone()))],
            HoldsState = holdsState,
            NewSecrets = NewSecrets(key, resolved),
            Why = $"Create {key.Short}: {reason}",
            Hash = "",
        };
        return new(status with { State = isMissing ? ResourceState.Missing : ResourceState.Pending, Reason = reason, Diff = step.Changes }) { Step = step };
    }

    private ResourceDraft Taken(Manifest manifest, ResourceKind kind, ResolvedSpec resolved, (ResourceKind Kind, LiveResource Live) holder, ResourceStatus status)
    {
        var live = holder.Live;
        var owner = index.OwnerOf(live);
        var ownedElsewhere = owner is { } other && request.Desired.Manifests.ContainsKey(other);
        var foreign = live.Mark is { } mark && mark.Installation != request.Installation ? $"it bears the mark of installation '{mark.Installation}'" : null;
        var reason = foreign is not null ? $"'{live.NaturalKey}' is taken: {foreign}."
            : holder.Kind.Name != kind.Name ? $"'{live.NaturalKey}' is taken by a {holder.Kind.Name} named '{UntrustedText.CleanOf(live.Name)}'."
            : ownedElsewhere ? $"'{live.NaturalKey}' is taken by {owner}."
            : $"'{live.NaturalKey}' exists without our mark: set lifecycle.adopt to true to take it over, or choose another name.";
        status = status with { State = ResourceState.Conflict, Live = Redaction.Live(live, resolved) };
        if (!manifest.Lifecycle.Adopt || foreign is not null || ownedElsewhere || holder.Kind.Name != kind.Name) return Held(status, reason);
        var differing = Differences(manifest, kind, resolved, live, former: null).Where(change => !IsImmutable(kind, change.Path)).ToImmutableArray();
        var step = new PlanStep
        {
            Key = manifest.Key,
            Operation = StepOperation.Adopt,
            Cause = StepCause.Change,
            Changes = Redaction.Changes(differing, resolved, null),
            LiveId = live.Id,
            HoldsState = kind.HoldsState(live.Spec),
            NewSecrets = NewSecrets(manifest.Key, resolved),
            Why = $"Adopt {manifest.Key.Short}: it exists without our mark, and Git says adopt.",
            Hash = "",
        };
        return new(status with { State = ResourceState.Pending, Reason = "It exists and would be adopted.", Diff = step.Changes }) { Step = step };
    }

    private ResourceDraft Present(Manifest manifest, ResourceKind kind, ResolvedSpec resolved, LiveResource live, ResourceStatus status, Func<ResourceKey, bool> hasStep)
    {
        var key = manifest.Key;
        var verified = request.Baseline.Verified.GetValueOrDefault(key);
        var changes = Differences(manifest, kind, resolved, live, verified);
        changes = [.. changes.Where(change => !IsIgnored(manifest, verified, change.Path))];
        if (changes.IsEmpty) return new(status);
        var isDrift = verified is not null && changes.All(change => IsDrift(manifest, verified, change.Path, hasStep));
        var replaces = changes.Where(change => IsImmutable(kind, change.Path)).Select(change => change.Path).ToList();
        var shown = Redaction.Changes(changes, resolved, verified);
        var fields = string.Join(", ", changes.Select(change => change.Path).Take(8)) + (changes.Length > 8 ? $" and {changes.Length - 8} more" : "");
        var holdsState = replaces.Count > 0 && kind.HoldsState(live.Spec);
        var reason = isDrift ? $"Changed behind Git's back: {fields}." : $"Git changed: {fields}.";
        var step = new PlanStep
        {
            Key = key,
            Operation = replaces.Count > 0 ? StepOperation.Replace : StepOperation.Update,
            Cause = isDrift ? StepCause.Heal : StepCause.Change,
            Changes = shown,
            LiveId = live.Id,
            HoldsState = holdsState,
            Backup = holdsState ? request.BackupPlan(kind.Name, live) : null,
            NewSecrets = NewSecrets(key, resolved),
            Why = replaces.Count > 0 ? $"Replace {key.Short}: {string.Join(", ", replaces)} cannot be changed on the living object. {reason}" : $"Update {key.Short}. {reason}",
            Hash = "",
        };
        return new(status with { State = isDrift ? ResourceState.Drifted : ResourceState.Pending, Reason = reason, Diff = shown }) { Step = step };
    }

    private ImmutableArray<FieldChange> Differences(Manifest manifest, ResourceKind kind, ResolvedSpec resolved, LiveResource live, Manifest? former) =>
        SpecComparison.Compare(new()
        {
            Fields = kind.Fields,
            Desired = resolved.Clear,
            Base = former?.Spec,
            Live = live.Spec,
            LiveIsComplete = live.Detailed,
            WriteOnlyChanged = (path, _) => IsWrittenAnew(manifest, resolved, former, path),
        });

    private bool IsWrittenAnew(Manifest manifest, ResolvedSpec resolved, Manifest? former, string path)
    {
        if (request.Baseline.Written.TryGetValue(manifest.Key, out var written) && written.TryGetValue(path, out var hash))
            return hash != CanonicalJson.Hash(FieldPath.Get(resolved.Shown, path));
        return former is not null && !SpecValue.Equals(FieldPath.Get(former.Spec, path), FieldPath.Get(manifest.Spec, path));
    }

    // Ignored fields are nobody's business unless Git itself changed what it says of them.
    private static bool IsIgnored(Manifest manifest, Manifest? verified, string path) =>
        manifest.Lifecycle.IgnoreChanges.Any(ignored => FieldPath.IsWithin(path, ignored))
        && (verified is null || SpecValue.Equals(FieldPath.Get(verified.Spec, path), FieldPath.Get(manifest.Spec, path)));

    private static bool IsDrift(Manifest manifest, Manifest verified, string path, Func<ResourceKey, bool> hasStep)
    {
        if (!SpecValue.Equals(FieldPath.Get(verified.Spec, path), FieldPath.Get(manifest.Spec, path))) return false;
        // The text is the same, yet what it refers to may be about to change: then Git changed, not the live side.
        return !SpecReferences.Of(manifest.Spec).Any(placed => placed.Reference is SpecReference.ToField field
            && FieldPath.IsWithin(path, placed.Path)
            && manifest.DependsOn.Concat([new ResourceKey(field.Kind, field.Name, field.Target ?? manifest.Key.Target)]).Any(hasStep));
    }

    private static bool IsImmutable(ResourceKind kind, string path) =>
        FieldsOf.Along(kind, path).Any(field => field?.Mutability is Mutability.Replace);

    private ImmutableArray<string> NewSecrets(ResourceKey key, ResolvedSpec resolved) =>
        [.. resolved.Secrets.Except(request.Baseline.Secrets.GetValueOrDefault(key, []))];

    private static ResourceDraft Held(ResourceStatus status, string reason) => new(status with { Reason = reason }) { Blocks = reason };
}
