using System.Text;

namespace HomelabMcp.Engine.Tests;

public sealed class PolicyReaderTests
{
    [Theory]
    [InlineData("protekt: []\n", 1, "protekt", "did you mean 'protect'?")]
    [InlineData("limits: { deltes: 3 }\n", 1, "limits.deltes", "did you mean 'deletes'?")]
    [InlineData("limits: { deletes: many }\n", 1, "limits.deletes", "whole number")]
    [InlineData("needs: { delete: aproval }\n", 1, "needs.delete", "did you mean 'approval'?")]
    [InlineData("needs: { remove: merge }\n", 1, "needs.remove", "valid: adopt")]
    [InlineData("rules:\n  - { needs: never }\n", 2, "rules.match", "'match' is missing")]
    [InlineData("rules:\n  - { match: web, needs: never }\n", 2, "rules.match", "kind/name")]
    [InlineData("rules: never\n", 1, "rules", "list of mappings")]
    [InlineData("freeze:\n  - { name: n, cron: tonight, duration: 8h }\n", 2, "freeze.cron", "five fields")]
    [InlineData("freeze:\n  - { name: n, cron: \"0 1 * * *\", duration: long }\n", 2, "freeze.duration", "30m, 8h")]
    [InlineData("freeze:\n  - { name: n, cron: \"0 1 * * *\", duration: 8h, timezone: Mars/Base }\n", 2, "freeze.timezone", "IANA")]
    [InlineData("heal: maybe\n", 1, "heal", "true or false")]
    [InlineData("- a\n", 1, "", "one mapping")]
    [InlineData("heal: true\nheal: false\n", 2, "heal", "second time")]
    public void A_mistake_in_a_policy_is_named_with_line_field_and_way_out(string yaml, int line, string field, string part)
    {
        var (policy, faults) = PolicyReader.Read(Encoding.UTF8.GetBytes(yaml));
        Assert.Null(policy);
        Assert.Contains(faults, fault => (fault.File, fault.Line, fault.Field) == ("policy.yaml", line, field) && fault.Message.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public void The_id_of_a_policy_is_that_of_its_rules_not_of_its_spelling()
    {
        var one = PolicyReader.Read("limits: { deletes: 3 }  # three\nheal: true\n"u8).Policy!;
        var two = PolicyReader.Read("heal: true\nlimits:\n  deletes: 3\n"u8).Policy!;
        var three = PolicyReader.Read("heal: true\nlimits:\n  deletes: 4\n"u8).Policy!;
        Assert.Equal(one.Id, two.Id);
        Assert.NotEqual(one.Id, three.Id);
    }

    [Fact]
    public void An_empty_policy_asks_as_the_built_in_one_does()
    {
        var policy = PolicyReader.Read("# nothing yet\n"u8).Policy!;
        Assert.Equal(Policy.BuiltIn.Needs, policy.Needs);
        Assert.Equal(0, policy.MaxDeletes);
        Assert.NotEqual(Policy.BuiltIn.Id, policy.Id);
    }

    [Fact]
    public void A_policy_with_a_mistake_is_a_fault_of_the_whole_reading()
    {
        var reading = World.Read(("policy.yaml", "protekt: []\n"), ("a.yaml", "kind: lab.net\nname: a\nspec: {}\n"));
        Assert.Equal("policy.yaml", Assert.Single(reading.Faults).File);
    }

    [Theory]
    [InlineData("lab.vm/*", "lab.vm/web", true)]
    [InlineData("lab.*/web", "lab.vm/web", true)]
    [InlineData("*", "lab.vm/web", true)]
    [InlineData("lab.vm/web@lab1", "lab.vm/web", true)]
    [InlineData("lab.vm/web@lab2", "lab.vm/web", false)]
    [InlineData("lab.vm/we", "lab.vm/web", false)]
    [InlineData("lab.vm/*b*b", "lab.vm/web", false)]
    public void A_pattern_matches_the_whole_key(string pattern, string key, bool matches) =>
        Assert.Equal(matches, ResourcePattern.Matches(pattern, World.Key(key)));
}
