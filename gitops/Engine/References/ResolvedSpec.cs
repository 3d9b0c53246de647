using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>A spec with its references replaced.</summary>
/// <param name="Shown">Normalised, secrets as fingerprints: what plans, hashes and people see.</param>
/// <param name="Clear">Normalised, secrets in clear: compared and written, never shown. The same object where there are none.</param>
/// <param name="SecretPaths">Where secrets stand.</param>
/// <param name="Secrets">Which secrets.</param>
/// <param name="Unknown">Resources whose value will be known only once they are there.</param>
/// <param name="Problem">Why it cannot be used; null where it can.</param>
internal sealed record ResolvedSpec(
    JsonObject Shown,
    JsonObject Clear,
    ImmutableArray<string> SecretPaths,
    ImmutableSortedSet<string> Secrets,
    ImmutableArray<ResourceKey> Unknown,
    string? Problem)
{
    /// <summary>What stands where a value is not known yet.</summary>
    public const string KnownAfterApply = "(known after apply)";

    public bool HoldsSecret(string path) =>
        SecretPaths.Any(secret => FieldPath.IsWithin(secret, path) || FieldPath.IsWithin(path, secret));
}
