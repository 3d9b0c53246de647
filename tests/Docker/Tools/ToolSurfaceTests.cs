using HomelabMcp.Hosting;
using HomelabMcp.Laws;

namespace HomelabMcp.Docker.Tests;

public sealed class ToolSurfaceTests
{
    [Fact]
    public void Every_tool_keeps_the_laws() => Assert.Empty(ToolLaws.Broken(ToolSet.Of(new DockerPlatform())));

    [Fact]
    public void No_tool_changed_without_its_snapshot() => Assert.Empty(ToolSnapshots.Differences(ToolSet.Of(new DockerPlatform()), "Docker"));
}
