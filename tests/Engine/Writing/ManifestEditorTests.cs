using System.Text.Json.Nodes;
using CsCheck;
using HomelabMcp.Core;

namespace HomelabMcp.Engine.Tests;

public sealed class ManifestEditorTests
{
    private const string File = """
        # Two machines of the basement.
        kind: lab.vm
        name: web            # the front
        spec:
          # chosen by hand
          vmid: 120
          memory: 1024            # MiB
          tags:
          - a
          - b

          # where it hangs
          network:
            net0: { bridge: vmbr0 }
            net1:
              bridge: vmbr1       # storage

        lifecycle:
          protect: true
        ---
        # the second
        kind: lab.vm
        name: db
        spec: { vmid: 121, memory: 2048 }
        """ + "\n";

    [Fact]
    public void A_changed_value_changes_one_line_and_keeps_its_comment()
    {
        var edited = ManifestEditor.Replace(File, 2, "kind: lab.vm\nname: web\nspec:\n  vmid: 120\n  memory: 2048\n  tags: [a, b]\n  network:\n    net0: { bridge: vmbr0 }\n    net1: { bridge: vmbr1 }\nlifecycle: { protect: true }\n");
        Assert.Equal(File.Replace("memory: 1024            # MiB", "memory: 2048            # MiB", StringComparison.Ordinal), edited);
    }

    [Fact]
    public void Fields_come_and_go_at_any_depth_and_all_else_stays()
    {
        var edited = ManifestEditor.Replace(File, 2, """
            kind: lab.vm
            name: web
            spec:
              vmid: 120
              memory: 1024
              description: |
                two
                lines
              network:
                net0: { bridge: vmbr0 }
                net1: { bridge: vmbr1, ip: dhcp }
            dependsOn:
              - lab.vm/db
            """);
        Assert.Equal("""
            # Two machines of the basement.
            kind: lab.vm
            name: web            # the front
            spec:
              # chosen by hand
              vmid: 120
              memory: 1024            # MiB

              # where it hangs
              network:
                net0: { bridge: vmbr0 }
                net1:
                  bridge: vmbr1       # storage
                  ip: dhcp
              description: |
                two
                lines

            dependsOn:
              - lab.vm/db
            ---
            # the second
            kind: lab.vm
            name: db
            spec: { vmid: 121, memory: 2048 }
            """ + "\n", edited);
    }

    [Fact]
    public void A_flow_spelling_is_written_anew_and_the_other_document_is_not_touched()
    {
        var edited = ManifestEditor.Replace(File, 21, "kind: lab.vm\nname: db\nspec:\n  vmid: 121\n  memory: 4096\n");
        Assert.StartsWith(File[..File.IndexOf("---", StringComparison.Ordinal)], edited, StringComparison.Ordinal);
        Assert.EndsWith("# the second\nkind: lab.vm\nname: db\nspec:\n  vmid: 121\n  memory: 4096\n", edited, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_is_taken_out_and_the_file_goes_with_the_last_one()
    {
        var rest = ManifestEditor.Remove(File, 21);
        Assert.Equal(File[..File.IndexOf("---", StringComparison.Ordinal)], rest);
        Assert.Equal("# the second\nkind: lab.vm\nname: db\nspec: { vmid: 121, memory: 2048 }\n", ManifestEditor.Remove(File, 2));
        Assert.Null(ManifestEditor.Remove(rest!, 2));
        Assert.Null(ManifestEditor.Remove("# only a comment\n---\nkind: x\n", 3));
    }

    [Fact]
    public void Line_endings_stay_what_they_were()
    {
        var edited = ManifestEditor.Replace(File.ReplaceLineEndings("\r\n"), 21, "kind: lab.vm\nname: db\nspec: { vmid: 121, memory: 1 }\n");
        Assert.Equal(File.Replace("memory: 2048 }", "memory: 1 }", StringComparison.Ordinal).ReplaceLineEndings("\r\n"), edited);
    }

    [Fact]
    public void A_chosen_identifier_is_written_as_the_first_field_of_the_spec()
    {
        Assert.Equal("kind: lab.vm\nname: a\nspec:\n  vmid: 104\n  # big\n  memory: 1\n".Replace("  vmid: 104\n  # big\n", "  # big\n  vmid: 104\n", StringComparison.Ordinal),
            ManifestEditor.WithField("kind: lab.vm\nname: a\nspec:\n  # big\n  memory: 1\n", "vmid", JsonValue.Create(104)));
        Assert.Contains("  vmid: 104\n", ManifestEditor.WithField("{kind: lab.vm, name: a, spec: {memory: 1}}", "vmid", JsonValue.Create(104)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_resource_gets_a_file_of_its_own_by_platform_and_type() =>
        Assert.Equal("proxmox/backup-job/nightly.yaml", ManifestEditor.PathFor(new ResourceKey("proxmox.backup-job", "nightly", "pve")));

    [Fact]
    public void Whatever_a_manifest_becomes_the_edited_file_says_exactly_that()
    {
        var names = Any.Of("a", "b", "c", "d e", "on");
        var scalar = Gen.OneOf(
            Gen.Int[-5, 2000].Select(number => (JsonNode)JsonValue.Create(number)),
            Gen.Bool.Select(flag => (JsonNode)JsonValue.Create(flag)),
            Any.Of("", "x", "yes", "12", "a: b", "# no", "two\nlines\n", " lead", "tail ", "ü", "- a", "'q'", "\"d\"", "null", "a\tb", "${x}").Select(text => (JsonNode)JsonValue.Create(text)));
        var value = Gen.OneOf(
            scalar,
            scalar.Array[0, 3].Select(items => (JsonNode)new JsonArray([.. items.Select(item => item.DeepClone())])),
            Any.Fields(names, scalar, 0, 3).Select(fields => (JsonNode)new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, (JsonNode?)field.Value.DeepClone())))));
        var spec = Any.Fields(names, value, 1, 4);

        spec.Select(spec).Sample((before, after) =>
        {
            var old = "# head\n" + Text(before) + "# foot\n";
            var file = old + "---\nkind: other\n";
            var edited = ManifestEditor.Replace(file, 2, Text(after));
            var faults = new List<Fault>();
            var documents = YamlText.Parse("f", edited, faults);
            Assert.Empty(faults);
            Assert.Equal(2, documents.Count);
            var wanted = YamlText.Parse("f", Text(after), faults);
            Assert.True(YamlEquality.Same(wanted[0], documents[0]));
            Assert.Equal(CanonicalJson.Text(Json(after)), CanonicalJson.Text(YamlEquality.Json(wanted[0])!["spec"]));
        }, iter: 400);

        static JsonObject Json(Dictionary<string, JsonNode> fields) => new(fields.Select(field => KeyValuePair.Create(field.Key, (JsonNode?)field.Value.DeepClone())));
        static string Text(Dictionary<string, JsonNode> fields) => "kind: lab.vm\n" + YamlWriter.Field("spec", Json(fields), 0) + "\n";
    }
}
