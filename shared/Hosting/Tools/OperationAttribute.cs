namespace HomelabMcp.Hosting;

/// <summary>
/// Marks a tool that acts on a live system at once (power, lifecycle, snapshots). Listed in <c>operate</c> mode only.
/// Where the tool is also <c>Destructive</c>, the host asks for confirmation before the tool runs: the tool itself
/// never asks and takes no confirming argument.
/// </summary>
/// <param name="confirmation">
/// The question put to a human for a destructive tool, with arguments in braces:
/// <c>Roll guest {guest} back to snapshot {snapshot}? What was written since is lost.</c>
/// </param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OperationAttribute(string confirmation = "") : Attribute
{
    /// <summary>The question.</summary>
    public string Confirmation { get; } = confirmation;
}

/// <summary>Marks a tool that writes to Git or asks the reconciler, never to a live system. Listed from <c>propose</c> mode on.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProposalAttribute : Attribute;
