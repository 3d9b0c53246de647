using System.CommandLine;
using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.Hub.Commands;

/// <summary><c>homelab schema</c>.</summary>
internal sealed class SchemaCommand : Verb
{
    private static readonly System.Text.Json.JsonSerializerOptions Pretty = new(Terminal.JsonStyle) { WriteIndented = true };

    private readonly Argument<string?> kind;

    public SchemaCommand(Surroundings here) : base(
        here, "schema", "JSON Schema of the manifests, for editors: of one kind, or of all.",
        "homelab schema > homelab.schema.json", "homelab schema docker.container") =>
        kind = Taking(new Argument<string?>("KIND") { Description = "A kind, such as proxmox.vm.", Arity = ArgumentArity.ZeroOrOne });

    protected override Task<int> RunAsync(ParseResult line, Terminal terminal, CancellationToken cancel)
    {
        var kinds = Connections.KindsAlone();
        var schema = line.GetValue(kind) is { } name
            ? JsonSchemas.For(kinds.Find(name) ?? throw new HomelabException($"There is no kind '{name}': {Nearest.Hint(name, kinds.Names)}."))
            : JsonSchemas.ForAll(kinds);
        if (terminal.Json) terminal.Document(schema);
        else terminal.Line(((JsonNode)schema).ToJsonString(Pretty));
        return Task.FromResult(ExitCodes.Done);
    }
}
