using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace HomelabMcp.Docker.Tests;

/// <summary>Runs a theory once against the simulated and once against the real engine.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EitherEngineAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([new TheoryDataRow<EngineKind>(EngineKind.Simulated), new TheoryDataRow<EngineKind>(EngineKind.Real)]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
