namespace HomelabMcp.Hosting;

/// <summary>What a tool does to the world, which decides in which modes it is listed.</summary>
public enum ToolNature
{
    /// <summary>Only reads.</summary>
    Read,
    /// <summary>Writes to Git or asks the reconciler (<see cref="ProposalAttribute"/>).</summary>
    Proposal,
    /// <summary>Acts on a live system at once (<see cref="OperationAttribute"/>).</summary>
    Operation,
}
