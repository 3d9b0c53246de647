using HomelabMcp.Core;

namespace HomelabMcp.Engine.Tests;

public sealed class ReadingTests
{
    [Fact]
    public void Several_documents_dots_ignored_paths_and_other_files_are_told_apart()
    {
        var reading = World.Read(
            (".homelabignore", "# ours\n/ci/\n*.tmpl.yaml\n!keep.tmpl.yaml\n"),
            (".github/workflows/a.yaml", "on: push\n"), ("ci/x.yaml", "a: 1\n"), ("x.tmpl.yaml", "b: 1\n"), ("README.md", "# x\n"),
            ("deep/er/keep.tmpl.yaml", "kind: lab.net\nname: c\nspec: {}\n"),
            ("a.yml", "# first\n---\nkind: lab.net\nname: a\nspec: {}\n---\n---\nkind: lab.net\nname: b\nspec: {}\n...\n"));
        Assert.Empty(reading.Faults);
        Assert.Equal(["a", "b", "c"], reading.State.Manifests.Keys.Select(key => key.Name));
        Assert.Equal(new SourceLocation("a.yml", 8, "c0ffee"), reading.State.Manifests[World.Key("lab.net/b")].Source);
    }

    [Fact]
    public void A_text_field_takes_an_unquoted_scalar_as_it_is_written()
    {
        var spec = World.Desired("kind: lab.app\nname: a\nspec:\n  image: 1.10\n  version: 0x1F\n  environment: { PORT: 8080, DEBUG: true, ANSWER: yes, EMPTY: \"\" }\n").Manifests.Values.Single().Spec;
        Assert.Equal("""{"environment":{"ANSWER":"yes","DEBUG":"true","EMPTY":"","PORT":"8080"},"image":"1.10","version":"0x1F"}""", CanonicalJson.Text(spec));
    }

    [Fact]
    public void Numbers_and_booleans_may_be_quoted_and_sizes_written_as_people_do()
    {
        var spec = World.Desired("kind: lab.vm\nname: a\nspec: { vmid: \"100\", memory: 2G, onboot: \"true\", tags: [b, a, b] }\n").Manifests.Values.Single().Spec;
        Assert.Equal("""{"memory":2048,"onboot":true,"tags":["a","b"],"vmid":100}""", CanonicalJson.Text(spec));
    }

    [Fact]
    public void Anchors_and_aliases_work_within_a_file()
    {
        var state = World.Desired("kind: lab.app\nname: a\nspec: &s { image: x }\n---\nkind: lab.app\nname: b\nspec: *s\n");
        Assert.Equal("""{"image":"x"}""", CanonicalJson.Text(state.Manifests[World.Key("lab.app/b")].Spec));
    }

    [Fact]
    public void The_files_of_a_native_folder_are_carried_and_are_no_manifests()
    {
        var files = new[] { ("s.yaml", "kind: lab.stack\nname: shop\nspec: { path: stacks/shop/compose.yaml }\n"), ("stacks/shop/compose.yaml", "services: {}\n"), ("stacks/shop/.env", "A=1\n"), ("stacks/shop/conf/a.conf", "x") };
        var manifest = World.Read(files).State.Manifests.Values.Single();
        Assert.Equal([".env", "compose.yaml", "conf/a.conf"], manifest.Files.Keys);
        Assert.Equal("sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881", manifest.Spec["files"]!["conf/a.conf"]!.GetValue<string>());
        var plan = Planner.Plan(World.Request(World.Read(files).State, World.Live("lab.stack", "shop", """{"path":"stacks/shop/compose.yaml","files":{"gone":"sha256:0","conf/a.conf":"sha256:old"}}""", "lab.stack/shop")));
        Assert.Equal(["files.compose.yaml".Replace("files.compose.yaml", "files[\".env\"]", StringComparison.Ordinal), "files[\"compose.yaml\"]", "files[\"conf/a.conf\"]"], plan.Steps.Single().Changes.Select(change => change.Path));
    }

    [Fact]
    public void A_manifest_inside_its_own_native_folder_is_refused()
    {
        var reading = World.Read(("stacks/shop/s.yaml", "kind: lab.stack\nname: shop\nspec: { path: stacks/shop }\n"), ("stacks/shop/compose.yaml", "services: {}\n"));
        Assert.Contains(reading.Faults, fault => fault.Message.Contains("stands inside 'stacks/shop'", StringComparison.Ordinal));
    }

    [Fact]
    public void An_unchanged_file_is_parsed_once()
    {
        var reads = 0;
        var file = World.FileOf("a.yaml", "kind: lab.net\nname: a\nspec: {}\n"u8.ToArray());
        var counted = file with { Read = () => { reads++; return file.Read(); } };
        var reader = new DesiredReader(World.Kinds);
        var first = reader.Read(new SourceTree("1", [counted])).State.Manifests.Values.Single();
        var second = reader.Read(new SourceTree("2", [counted])).State.Manifests.Values.Single();
        Assert.Equal(1, reads);
        Assert.Same(first.Spec, second.Spec);
        Assert.Equal("2", second.Source.Commit);
    }

    [Fact]
    public void Dependencies_without_a_target_get_the_one_there_is()
    {
        var state = World.Desired("kind: lab.app\nname: a\nspec: { image: x }\ndependsOn: [lab.net/n]\n---\nkind: lab.net\nname: n\nspec: {}\n");
        Assert.Equal([World.Key("lab.net/n")], state.Manifests[World.Key("lab.app/a")].DependsOn);
    }

    [Fact]
    public void A_reference_finds_names_with_dots_and_deep_paths()
    {
        var state = World.Desired("kind: lab.vm\nname: web01.lan\nspec: { vmid: 100, memory: 5, network: { net0: { ip: 10.0.0.1 } } }\n---\nkind: lab.app\nname: a\nspec: { image: \"${lab.vm.web01.lan.memory}\", version: '${lab.vm[\"web01.lan\"].network.net0.ip}' }\n");
        var spec = new SpecResolver(World.Kinds, state, World.Secrets, _ => null).ForWriting(state.Manifests[World.Key("lab.app/a")]);
        Assert.Equal("""{"image":"5","version":"10.0.0.1"}""", CanonicalJson.Text(spec));
    }

    [Fact]
    public void A_reference_to_a_field_that_holds_a_secret_is_refused()
    {
        var reading = World.Read(("a.yaml", "kind: lab.app\nname: web\nspec: { image: x, environment: { P: \"${secret:web-db}\" } }\n---\nkind: lab.app\nname: spy\nspec: { image: '${lab.app[\"web\"].environment.P}' }\n"));
        Assert.Contains("holds a secret", Assert.Single(reading.Faults).Message, StringComparison.Ordinal);
    }
}
