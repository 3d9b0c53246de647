using System.Text.Json.Nodes;
using HomelabMcp.Reconciler.Laws;

namespace HomelabMcp.Reconciler.Tests;

public sealed class SimKindLawsTests
{
    [Theory]
    [InlineData("sim.box", "node", "n2")]
    [InlineData("sim.box", "label", "b")]
    [InlineData("sim.row", "label", "b")]
    [InlineData("sim.disk", "size", "3")]
    public async Task The_made_up_kinds_keep_the_laws(string kind, string field, string value)
    {
        using var home = new SimHome();
        var driver = home.Connection.Drivers.Single(driver => driver.Kind.Name == kind);
        var changed = new JsonObject { ["size"] = 2, ["label"] = "a" };
        if (kind == SimKinds.Box.Name) changed["node"] = "n1";
        var spec = (JsonObject)changed.DeepClone();
        changed[field] = field is "size" ? int.Parse(value) : value;
        await new KindLaws(new()
        {
            Driver = driver,
            Target = SimKinds.Target,
            Name = "web",
            Spec = spec,
            Changed = changed,
            AbsentId = "sim:none",
            Everything = () => Task.FromResult(string.Join('\n', home.Platform.Objects.Select(one => $"{one.Id} {one.Name} {one.Mark} {one.Version} {one.Spec.ToJsonString()}"))),
            // Rows may share a name, so nothing is in anybody's way there.
            MakeForeign = kind == SimKinds.Row.Name ? null : () =>
            {
                home.Platform.HumanCreates(kind, "web", []);
                return Task.CompletedTask;
            },
        }).HoldAsync();
    }
}
