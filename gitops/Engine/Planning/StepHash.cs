using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Engine;

/// <summary>What an approval is bound to.</summary>
internal static class StepHash
{
    /// <summary>
    /// Over the key, the operation, the changes and the policy; for what is destroyed or taken over also the live
    /// object's id, so that an approval to delete one object is none to delete its successor. No versions, no order.
    /// </summary>
    public static string Of(PlanStep step, string policyId)
    {
        var changes = new JsonArray([.. step.Changes.Select(change => (JsonNode)new JsonObject
        {
            ["path"] = change.Path,
            ["before"] = change.Before?.DeepClone(),
            ["after"] = change.After?.DeepClone(),
        })]);
        var approved = new JsonObject
        {
            ["key"] = step.Key.ToString(),
            ["operation"] = step.Operation.ToString(),
            ["changes"] = changes,
            ["policy"] = policyId,
        };
        if (step.Operation is not (StepOperation.Create or StepOperation.Update)) approved["live"] = step.LiveId;
        return CanonicalJson.Hash(approved);
    }

    /// <summary>Over the steps' hashes in their sorted order.</summary>
    public static string Of(IEnumerable<PlanStep> steps)
    {
        var all = string.Join('\n', steps.Select(step => step.Hash).Order(StringComparer.Ordinal));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)));
    }
}
