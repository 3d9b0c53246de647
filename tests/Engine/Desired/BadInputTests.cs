using System.Text;

namespace HomelabMcp.Engine.Tests;

public sealed class BadInputTests
{
    private const string Good = "kind: lab.net\nname: front\nspec:\n  driver: bridge\n";

    public static TheoryData<string, int, string, string> Mistakes => new()
    {
        // what is written, line, field, part of the sentence
        { "kind: lab.nett\nname: a\nspec: {}\n", 1, "kind", "did you mean 'lab.net'?" },
        { "name: a\nspec: {}\n", 1, "kind", "'kind' is missing" },
        { "kind: lab.net\nspec: {}\n", 1, "name", "'name' is missing" },
        { "kind: lab.net\nname: a\n", 1, "spec", "'spec' is missing" },
        { "kind: lab.net\nname: a b\nspec: {}\n", 2, "name", "no valid name" },
        { "kind: lab.net\nname: a\nspecs: {}\n", 3, "specs", "did you mean 'spec'?" },
        { "kind: lab.net\nname: a\nspec:\n  drvier: x\n", 4, "spec.drvier", "did you mean 'driver'?" },
        { "kind: lab.net\nname: a\nspec: [1]\n", 3, "spec", "mapping of fields" },
        { "kind: lab.net\nname: a\ntarget: lab9\nspec: {}\n", 3, "target", "did you mean 'lab1'?" },
        { "kind: lab.vm\nname: a\nspec: { vmid: 100 }\n", 3, "spec.memory", "'memory' is missing" },
        { "kind: lab.vm\nname: a\nspec: { memory: much }\n", 3, "spec.memory", "not a whole number" },
        { "kind: lab.vm\nname: a\nspec: { memory: 1.5 }\n", 3, "spec.memory", "not a whole number" },
        { "kind: lab.vm\nname: a\nspec:\n  memory: 1\n  cores: 0\n", 5, "spec.cores", "less than 1" },
        { "kind: lab.vm\nname: a\nspec:\n  memory: 1\n  cores: 1000\n", 5, "spec.cores", "more than 128" },
        { "kind: lab.vm\nname: a\nspec:\n  memory: 1\n  onboot: yes\n", 5, "spec.onboot", "in YAML 1.2 yes, no, on and off are text" },
        { "kind: lab.vm\nname: a\nspec:\n  memory: 1\n  state: runing\n", 5, "spec.state", "did you mean 'running'?" },
        { "kind: lab.vm\nname: a\nspec:\n  memory: 1\n  tags: web\n", 5, "spec.tags", "not a list" },
        { "kind: lab.vm\nname: a\nspec:\n  memory: 1\n  network: { eth0: { bridge: x } }\n", 5, "spec.network.eth0", "no valid key" },
        { "kind: lab.vm\nname: a\nspec:\n  memory: 1\n  network:\n    net0: { brigde: x }\n", 6, "spec.network.net0.brigde", "did you mean 'bridge'?" },
        { "kind: lab.vm\nname: a\nspec:\n  memory:\n", 4, "spec.memory", "no value here" },
        { "kind: lab.net\nname: a\nspec: {}\nlifecycle: { protekt: true }\n", 4, "lifecycle.protekt", "did you mean 'protect'?" },
        { "kind: lab.net\nname: a\nspec: {}\nlifecycle: { protect: maybe }\n", 4, "lifecycle.protect", "true or false" },
        { "kind: lab.net\nname: a\nspec: {}\nlifecycle: { prune: keep }\n", 4, "lifecycle.prune", "delete or orphan" },
        { "kind: lab.net\nname: a\nspec: {}\nlifecycle: { ignoreChanges: [drvier] }\n", 4, "lifecycle.ignoreChanges", "did you mean 'driver'?" },
        { "kind: lab.net\nname: a\nspec: {}\ndependsOn: [lab.vm/db]\n", 4, "dependsOn", "no lab.vm/db" },
        { "kind: lab.net\nname: a\nspec: {}\ndependsOn: [db]\n", 4, "dependsOn", "kind/name" },
        { "kind: lab.net\nname: a\nspec: { driver: \"${lab.vm.db.memory}\" }\n", 3, "spec.driver", "no lab.vm/db" },
        { "kind: lab.net\nname: a\nspec: { driver: \"${HOME}\" }\n", 3, "spec.driver", "$${ is a literal ${" },
        { "kind: lab.net\nname: a\nspec: { driver: \"${lab.net.a\" }\n", 3, "spec.driver", "no closing brace" },
        { "kind: lab.net\nname: a\nspec: { driver: \"${lab.net.a.drvier}\" }\n", 3, "spec.driver", "did you mean 'driver'?" },
        { "kind: lab.net\nname: a\nspec: { driver: \"${secret:web-bd}\" }\n", 3, "spec.driver", "did you mean 'web-db'?" },
        { "kind: lab.net\nname: a\nspec: { driver: \"${secret:web-db}\" }\n", 3, "spec.driver", "not allowed for lab.net/a" },
        { "kind: lab.net\nname: \"${lab.net.b.driver}\"\nspec: {}\n", 2, "name", "never interpolated" },
        { "kind: lab.app\nname: a\nspec:\n  image: x\n  environment:\n    \"${secret:other}\": 1\n", 6, "spec.environment.${secret:other}", "keys are never interpolated" },
        { "kind: lab.net\nname: a\nname: b\nspec: {}\n", 3, "name", "second time, first in line 2" },
        { "kind: lab.net\nname: a\nspec: &s { driver: x }\nlifecycle:\n  <<: *s\n", 5, "", "Merge keys" },
        { "kind: lab.net\nname: a\nspec: { driver: !secret x }\n", 3, "", "tag '!secret' is not known" },
        { "kind: lab.net\n\tname: a\nspec: {}\n", 2, "", "tab indents" },
        { "- 1\n- 2\n", 1, "", "this is a list" },
        { "kind: lab.net\nname: [a\nspec: {}\n", 2, "", "not closed" },
        { "kind: lab.net\nname: a\nspec: *nothing\n", 3, "", "refers to no anchor" },
        { "kind: lab.stack\nname: a\nspec: { path: ../etc }\n", 3, "spec.path", "outside the repository" },
        { "kind: lab.stack\nname: a\nspec: { path: /etc }\n", 3, "spec.path", "outside the repository" },
        { "kind: lab.stack\nname: a\nspec: { path: . }\n", 3, "spec.path", "outside the repository or to its root" },
        { "kind: lab.stack\nname: a\nspec: { path: nowhere }\n", 3, "spec.path", "neither a file nor a folder" },
        { "kind: lab.stack\nname: a\nspec: { path: x, files: { a: b } }\n", 3, "spec.files", "filled from 'path'" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named_with_its_line_field_and_way_out(string yaml, int line, string field, string part)
    {
        var reading = World.Read(("a.yaml", yaml));

        Assert.Contains(reading.Faults, fault => (fault.File, fault.Line, fault.Field) == ("a.yaml", line, field) && fault.Message.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_manifests_of_one_name_are_refused_with_both_places()
    {
        var fault = Assert.Single(World.Read(("a.yaml", Good), ("b/c.yml", "# mine\n" + Good)).Faults);

        Assert.Equal("b/c.yml:2: name: lab.net/front@lab1 is already defined at a.yaml:1: one of the two must go or get another name.", fault.ToString());
    }

    [Fact]
    public void Two_resources_with_one_vmid_are_refused_even_across_kinds()
    {
        var fault = Assert.Single(World.Read(
            ("a.yaml", "kind: lab.vm\nname: a\nspec: { vmid: 120, memory: 1 }\n"),
            ("b.yaml", "kind: lab.box\nname: b\nspec: { vmid: \"120\", memory: 1 }\n")).Faults);

        Assert.Contains("'120' on target 'lab1' is already lab.vm/a (a.yaml:1)", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cycle_is_refused_and_named()
    {
        var fault = Assert.Single(World.Read(("a.yaml", """
            kind: lab.net
            name: a
            spec: { driver: "${lab.net.c.driver}" }
            ---
            kind: lab.net
            name: b
            spec: {}
            dependsOn: [lab.net/a]
            ---
            kind: lab.net
            name: c
            spec: {}
            dependsOn: [lab.net/b]
            """)).Faults);

        Assert.Contains("lab.net/a@lab1 → lab.net/c@lab1 → lab.net/b@lab1 → lab.net/a@lab1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void With_two_targets_a_manifest_and_a_reference_must_say_which()
    {
        var reading = new DesiredReader(World.TwoTargets).Read(World.Tree(
            ("a.yaml", Good),
            ("b.yaml", "kind: lab.net\nname: x\ntarget: lab1\nspec: {}\n---\nkind: lab.net\nname: x\ntarget: lab2\nspec: {}\n"),
            ("c.yaml", "kind: lab.net\nname: y\ntarget: lab1\nspec: { driver: \"${lab.net.x.driver}\" }\n"),
            ("d.yaml", "kind: lab.net\nname: z\ntarget: lab1\nspec: { driver: '${lab.net[\"x\"@lab2].driver}' }\n")));

        Assert.Equal(["a.yaml", "c.yaml"], reading.Faults.Select(fault => fault.File));
        Assert.Contains("must name its target: lab1, lab2", reading.Faults[0].Message, StringComparison.Ordinal);
        Assert.Contains("${lab.net[\"x\"@lab1].field}", reading.Faults[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_utf8_is_refused_at_its_line()
    {
        var fault = Assert.Single(ReadBytes([.. Encoding.UTF8.GetBytes("kind: lab.net\nname: "), 0xE4, 0x0A]).Faults);
        Assert.Equal(("a.yaml", 2), (fault.File, fault.Line));
        Assert.Contains("not UTF-8", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_nul_byte_is_refused_at_its_line()
    {
        var fault = Assert.Single(ReadBytes([.. Encoding.UTF8.GetBytes("kind: lab.net\n"), 0x00]).Faults);
        Assert.Equal(2, fault.Line);
        Assert.Contains("NUL", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_ten_megabytes_is_refused_without_being_read()
    {
        var tree = new SourceTree("c", [new SourceFile("big.yaml", "x", 10_000_000, false, () => throw new InvalidOperationException("read"))]);
        Assert.Contains("more than the 1,048,576", Assert.Single(new DesiredReader(World.Kinds).Read(tree).Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_alias_bomb_is_refused_before_it_goes_off()
    {
        var bomb = new StringBuilder("kind: lab.net\nname: a\nspec:\n  a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (var i = 1; i < 12; i++) bomb.Append($"  a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        Assert.Contains("nodes once its aliases are followed", Assert.Single(World.Read(("a.yaml", bomb.ToString())).Faults).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    public void Nesting_without_end_is_refused(string open)
    {
        var yaml = "kind: lab.net\nname: a\nspec: " + string.Concat(Enumerable.Repeat(open, 100_000));
        Assert.Contains("nested deeper", Assert.Single(World.Read(("a.yaml", yaml)).Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thousand_anchors_are_refused()
    {
        var yaml = "kind: lab.net\nname: a\nspec:\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => $"  k{i}: &a{i} x\n"));
        Assert.Contains("at most 100 anchors", World.Read(("a.yaml", yaml)).Faults[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_symbolic_link_is_refused_wherever_it_stands()
    {
        var tree = new SourceTree("c", [World.FileOf("x/passwd", "/etc/passwd"u8.ToArray(), isLink: true)]);
        Assert.Contains("links are never followed", Assert.Single(new DesiredReader(World.Kinds).Read(tree).Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once_in_order()
    {
        var reading = World.Read(("b.yaml", "kind: x.y\nname: a\nspec: {}\n"), ("a.yaml", "kind: lab.vm\nname: a\nspec:\n  cores: 0\n---\nkind: lab.nett\nname: q\nspec: {}\n"));
        Assert.Equal(["a.yaml:3", "a.yaml:4", "a.yaml:6", "b.yaml:1"], reading.Faults.Select(fault => $"{fault.File}:{fault.Line}"));
        Assert.False(reading.IsValid);
    }

    private static DesiredReading ReadBytes(byte[] bytes) =>
        new DesiredReader(World.Kinds).Read(new SourceTree("c", [World.FileOf("a.yaml", bytes)]));
}
