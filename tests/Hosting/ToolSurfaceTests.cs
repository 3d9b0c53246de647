using HomelabMcp.Hosting.Fixture;
using HomelabMcp.Laws;

namespace HomelabMcp.Hosting.Tests;

public sealed class ToolSurfaceTests
{
    [Fact]
    public void Every_tool_keeps_the_laws() => Assert.Empty(ToolLaws.Broken(ToolSet.Of(new FixturePlatform())));

    [Fact]
    public void No_tool_changed_without_its_snapshot() => Assert.Empty(ToolSnapshots.Differences(ToolSet.Of(new FixturePlatform()), "Hosting"));
}
