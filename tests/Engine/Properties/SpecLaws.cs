using System.Text.Json.Nodes;
using CsCheck;
using HomelabMcp.Core;

namespace HomelabMcp.Engine.Tests;

public sealed class SpecLaws
{
    private static readonly Gen<JsonNode> Loose = Gen.OneOf(
        Gen.Int[-3, 5000].Select(number => (JsonNode)JsonValue.Create(number)),
        Gen.Int[0, 30].Select(number => (JsonNode)JsonValue.Create(number / 4m)),
        Gen.Bool.Select(flag => (JsonNode)JsonValue.Create(flag)),
        Any.Of("", "1", "2G", "true", "no", "x", "007", "1.50").Select(text => (JsonNode)JsonValue.Create(text)),
        Any.Of("b", "a", "a").Array[0, 4].Select(items => (JsonNode)new JsonArray([.. items.Select(item => (JsonNode)item)])),
        Any.Fields(Any.Of("net0", "net1", "a.b"), Any.Of("x", "y"), 0, 3).Select(entries => (JsonNode)new JsonObject(entries.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)new JsonObject { ["bridge"] = entry.Value })))));

    private static readonly Gen<JsonObject> Spec = Any.Fields(Any.Of("vmid", "cores", "memory", "description", "onboot", "tags", "network", "other"), Loose, 0, 8)
        .Select(fields => new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, (JsonNode?)field.Value.DeepClone()))));

    [Fact]
    public void Normalising_twice_is_normalising_once() => Spec.Sample(spec =>
    {
        var once = SpecNormaliser.Normalise(World.Vm.Fields, spec);
        Assert.Equal(CanonicalJson.Text(once), CanonicalJson.Text(SpecNormaliser.Normalise(World.Vm.Fields, once)));
    });

    [Fact]
    public void A_spec_never_differs_from_itself_however_it_is_spelled() => Spec.Sample(spec =>
        Assert.Empty(Compare(SpecNormaliser.Normalise(World.Vm.Fields, spec), null, spec)));

    [Fact]
    public void Once_its_changes_are_carried_out_a_spec_agrees() => Gen.Select(Spec, Spec, Spec).Sample((desired, former, live) =>
    {
        desired = SpecNormaliser.Normalise(World.Vm.Fields, desired);
        former = SpecNormaliser.Normalise(World.Vm.Fields, former);
        var changed = (JsonObject)live.DeepClone();
        SpecComparison.Apply(changed, Compare(desired, former, live));
        Assert.Empty(Compare(desired, former, changed));
    });

    [Fact]
    public void What_neither_git_nor_its_past_names_is_never_changed() => Gen.Select(Spec, Spec, Spec).Sample((desired, former, live) =>
    {
        desired = SpecNormaliser.Normalise(World.Vm.Fields, desired);
        former = SpecNormaliser.Normalise(World.Vm.Fields, former);
        Assert.All(Compare(desired, former, live), change =>
        {
            var top = FieldPath.Split(change.Path)[0];
            Assert.True(desired.ContainsKey(top) || former.ContainsKey(top));
        });
    });

    [Fact]
    public void Paths_survive_keys_with_any_letters() => Any.Of("a", "a.b", "x[0]", "q\"q", "back\\slash", "", "ü ü").Array[1, 4].Sample(keys =>
    {
        var path = keys.Aggregate("", FieldPath.Join);
        Assert.Equal(keys, FieldPath.Split(path));
        var spec = new JsonObject();
        FieldPath.Set(spec, path, JsonValue.Create(1));
        Assert.Equal(1, FieldPath.Get(spec, path)!.GetValue<int>());
    });

    [Fact]
    public void A_set_that_shows_more_than_was_desired_of_its_elements_agrees()
    {
        var desired = SpecNormaliser.Normalise(World.App.Fields, (JsonObject)JsonNode.Parse("""{"ports":[{"host":2,"inner":80},{"host":1,"inner":80}]}""")!);
        var live = (JsonObject)JsonNode.Parse("""{"ports":[{"host":1,"inner":80,"protocol":"tcp"},{"host":2,"inner":80,"protocol":"tcp"}]}""")!;
        Assert.Empty(SpecComparison.Compare(new() { Fields = World.App.Fields, Desired = desired, Live = live }));
    }

    [Fact]
    public void What_a_list_row_does_not_tell_is_not_taken_for_absent()
    {
        var desired = (JsonObject)JsonNode.Parse("""{"memory":5,"description":"x"}""")!;
        var live = (JsonObject)JsonNode.Parse("""{"memory":6}""")!;
        Assert.Equal(["memory"], SpecComparison.Compare(new() { Fields = World.Vm.Fields, Desired = desired, Live = live, LiveIsComplete = false }).Select(change => change.Path));
    }

    private static System.Collections.Immutable.ImmutableArray<FieldChange> Compare(JsonObject desired, JsonObject? former, JsonObject live) =>
        SpecComparison.Compare(new() { Fields = World.Vm.Fields, Desired = desired, Base = former, Live = live });
}
