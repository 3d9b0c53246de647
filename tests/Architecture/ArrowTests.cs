namespace HomelabMcp.Architecture.Tests;

/// <summary>The picture of the house in docs/architecture.md, held against the project files.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["shared/Core"] = [],
        ["shared/Hosting"] = ["shared/Core"],
        ["shared/Simulation"] = ["shared/Core"],
        ["gitops/Engine"] = ["shared/Core"],
        ["gitops/Store"] = ["shared/Core", "gitops/Engine"],
        ["gitops/Repository"] = ["shared/Core", "gitops/Engine"],
        ["gitops/Reconciler"] = ["shared/Core", "gitops/Engine", "gitops/Store", "gitops/Repository"],
        ["servers/GitOps"] = ["shared/Core", "shared/Hosting", "gitops/Engine", "gitops/Store", "gitops/Repository", "gitops/Reconciler"],
    };

    private static readonly string[] OfAPlatform = ["shared/Core", "shared/Hosting"];

    public static TheoryData<string> Projects => [.. Checkout.Projects.Where(project => Checkout.RoomOf(project) is not "servers/Hub")];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_room_refers_only_to_the_rooms_its_arrows_allow(string project)
    {
        var allowed = Allowed.GetValueOrDefault(Checkout.RoomOf(project), OfAPlatform);

        var forbidden = Checkout.References(project).Except(allowed);

        Assert.Empty(forbidden);
    }

    [Fact]
    public void Only_the_hub_and_tests_know_the_simulators()
    {
        var knowing = Checkout.Projects.Where(project => Checkout.References(project).Contains("shared/Simulation"));

        Assert.Equal(["servers/Hub/HomelabMcp.Hub.csproj"], knowing);
    }

    [Fact]
    public void The_hub_finds_platforms_by_glob_and_names_none()
    {
        var hub = Checkout.Text("servers/Hub/HomelabMcp.Hub.csproj");
        var platforms = Checkout.Projects.Select(Checkout.RoomOf)
            .Where(room => room.StartsWith("servers/", StringComparison.Ordinal) && room is not ("servers/Hub" or "servers/GitOps"))
            .Select(room => room["servers/".Length..]);

        Assert.DoesNotContain(platforms, platform => hub.Contains(platform, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Every_project_stands_in_the_solution()
    {
        var solution = Checkout.Text("HomelabMcp.sln").Replace('\\', '/');

        Assert.All(Checkout.AllProjects, project => Assert.Contains($"\"{project}\"", solution, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_room_has_tests()
    {
        var tested = Checkout.AllProjects.Select(Checkout.RoomOf).Where(room => room.StartsWith("tests/", StringComparison.Ordinal));

        Assert.All(
            Checkout.Projects.Select(Checkout.RoomOf).Distinct(StringComparer.Ordinal),
            room => Assert.Contains($"tests/{room.Split('/')[1]}", tested));
    }
}
