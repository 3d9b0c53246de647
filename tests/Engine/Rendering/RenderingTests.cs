using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Engine.Tests;

public sealed class RenderingTests
{
    private static readonly Plan Sample = Planner.Plan(World.Request(
        World.Desired("kind: lab.app\nname: web\nspec: { image: \"b`x\" }\n---\nkind: lab.net\nname: n\nspec: {}\n"),
        World.Live("lab.app", "web", """{"image":"a"}""", "lab.app/web")));

    [Fact]
    public void A_plan_as_json_has_the_shape_of_the_contract()
    {
        var json = PlanJson.Of(Sample);
        Assert.Equal(["hash", "commit", "policy", "creates", "updates", "adopts", "replaces", "deletes", "steps"], json.Select(field => field.Key));
        Assert.Equal((1, 0, 0, 1, 0), (json["creates"]!.GetValue<int>(), json["updates"]!.GetValue<int>(), json["adopts"]!.GetValue<int>(), json["replaces"]!.GetValue<int>(), json["deletes"]!.GetValue<int>()));
        Assert.Equal("replace lab.app/web@lab1 medium", json["steps"]![0] is { } step ? $"{step["operation"]} {step["kind"]}/{step["name"]}@{step["target"]} {step["risk"]}" : "");
        Assert.Equal("""[{"after":"b`x","before":"a","path":"image"}]""", CanonicalJson.Text(json["steps"]![0]!["changes"]));
    }

    [Fact]
    public void A_judgement_stands_beside_its_step()
    {
        var gated = Gate.Judge(new() { Plan = Sample, Policy = Policy.BuiltIn, Kinds = World.Kinds, Desired = DesiredState.Empty, Now = World.Noon });
        var steps = PlanJson.Of(Sample, gated)["steps"]!.AsArray();
        Assert.Equal(["waits", "allowed"], steps.Select(step => step!["verdict"]!.GetValue<string>()));
    }

    [Fact]
    public void Markdown_quotes_what_a_live_system_says_so_that_it_cannot_format()
    {
        var text = PlanMarkdown.Of(Sample);
        Assert.Contains("**1 create · 0 update · 0 adopt · 1 replace · 0 delete**", text, StringComparison.Ordinal);
        Assert.Contains("`image`: `a` → `` b`x ``", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_schema_of_a_kind_says_types_limits_choices_and_lets_references_through()
    {
        var schema = JsonSchemas.For(World.Vm);
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema["$schema"]!.GetValue<string>());
        var spec = schema["properties"]!["spec"]!;
        Assert.Equal("""["memory"]""", CanonicalJson.Text(spec["required"]));
        Assert.Equal("""{"anyOf":[{"maximum":128,"minimum":1,"type":"integer"},{"pattern":"^\\$\\{.+\\}$","type":"string"}],"default":1}""", CanonicalJson.Text(spec["properties"]!["cores"]));
        Assert.Equal("""{"anyOf":[{"enum":["running","stopped"],"type":"string"},{"pattern":"\\$\\{","type":"string"}]}""", CanonicalJson.Text(spec["properties"]!["state"]));
        Assert.Null(JsonSchemas.For(World.Stack)["properties"]!["spec"]!["properties"]!["files"]);
    }

    [Fact]
    public void The_schema_of_all_kinds_refers_to_each()
    {
        var schema = JsonSchemas.ForAll(World.Kinds);
        Assert.Equal(World.Kinds.Names, schema["$defs"]!.AsObject().Select(kind => kind.Key));
        Assert.Equal(World.Kinds.Names.Count, schema["allOf"]!.AsArray().Count);
    }
}
