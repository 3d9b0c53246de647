namespace HomelabMcp.Hub.Tests;

public sealed class PlatformListTests
{
    [Fact]
    public void Every_platform_folder_is_in_the_list_and_nothing_else()
    {
        var servers = Path.Combine(Project.Root, "servers");
        var expected = Directory.EnumerateFiles(servers, "*Platform.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetDirectoryName(Path.GetDirectoryName(file)) == servers && Path.GetFileName(Path.GetDirectoryName(file)) is not "Hub")
            .Select(file => Path.GetFileNameWithoutExtension(file)!);

        Assert.Equal(expected.Order(StringComparer.Ordinal), Platforms.All.Select(platform => platform.GetType().Name).Order(StringComparer.Ordinal));
        Assert.NotEmpty(Platforms.All);
    }

    [Fact]
    public void Names_prefixes_and_kinds_are_unique()
    {
        Assert.Distinct(Platforms.All.Select(platform => platform.Name));
        Assert.Distinct(Platforms.All.Select(platform => platform.ToolPrefix));
        Assert.Distinct(Platforms.All.SelectMany(platform => platform.Kinds).Select(kind => kind.Name));
        Assert.All(Platforms.All.SelectMany(platform => platform.Kinds.Select(kind => (platform, kind))), pair => Assert.Equal(pair.platform.Name, pair.kind.Platform));
    }
}
