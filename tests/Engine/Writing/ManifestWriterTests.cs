using HomelabMcp.Core;

namespace HomelabMcp.Engine.Tests;

public sealed class ManifestWriterTests
{
    [Fact]
    public void A_live_machine_is_written_in_the_order_of_the_schema_without_what_need_not_be_said()
    {
        var live = World.Live("lab.vm", "web 1", """{"network":{"net0":{"mac":"m","bridge":"vmbr0"}},"tags":["b","a"],"onboot":false,"memory":1024,"state":"running","vmid":120,"description":"two\nlines ${HOME}"}""", naturalKey: "120").Live;
        Assert.Equal("""
            kind: lab.vm
            name: web-1
            spec:
              vmid: 120
              memory: 1024
              description: |-
                two
                lines $${HOME}
              tags:
                - a
                - b
              network:
                net0:
                  bridge: vmbr0
            lifecycle:
              adopt: true
            """ + "\n", ManifestWriter.Write(World.Vm, new("lab.vm", "web-1", "lab1"), live, namesTarget: false, adopts: true));
    }

    [Fact]
    public void What_was_written_reads_back_and_plans_one_adoption_and_nothing_else()
    {
        var live = World.Live("lab.app", "shop", """{"image":"img:1","environment":{"A":"1","B":"yes"},"labels":{"x.y/z":"a: b"},"ports":[{"host":80,"inner":8080}],"restart":"no"}""");
        var text = ManifestWriter.Write(World.App, World.Key("lab.app/shop"), live.Live, namesTarget: true, adopts: true);
        var plan = Planner.Plan(World.Request(World.Desired(text), live));
        var step = Assert.Single(plan.Steps);
        Assert.Equal(StepOperation.Adopt, step.Operation);
        Assert.Empty(step.Changes);
    }

    [Fact]
    public void What_looks_like_a_secret_is_left_out_and_said()
    {
        var live = World.Live("lab.app", "shop", """{"image":"img:1","environment":{"POSTGRES_PASSWORD":"hunter2","A":"1"}}""").Live;
        var text = ManifestWriter.Write(World.App, World.Key("lab.app/shop"), live, false, false);
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.Contains("# environment.POSTGRES_PASSWORD looks like a secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_made_valid_and_unique()
    {
        var live = World.Live("lab.vm", "my vm/1", "{}", naturalKey: "120").Live;
        Assert.Equal("my-vm-1", ManifestWriter.NameFor(live, new HashSet<string>(StringComparer.Ordinal)));
        Assert.Equal("my-vm-1-120", ManifestWriter.NameFor(live, new HashSet<string>(StringComparer.Ordinal) { "my-vm-1" }));
        Assert.Equal("resource", ManifestWriter.NameFor(live with { Name = "…" }, new HashSet<string>(StringComparer.Ordinal)));
    }

    [Fact]
    public void A_name_that_is_the_platforms_key_cannot_be_changed_by_writing_it()
    {
        var live = World.Live("lab.net", "front net", "{}").Live;
        Assert.Throws<HomelabException>(() => ManifestWriter.Write(World.Net, World.Key("lab.net/front-net"), live, false, true));
    }
}
