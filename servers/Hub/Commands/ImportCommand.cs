using System.CommandLine;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Hosting;
using HomelabMcp.Hub.Doors;
using HomelabMcp.Hub.Importing;

namespace HomelabMcp.Hub.Commands;

/// <summary><c>homelab import</c>.</summary>
internal sealed class ImportCommand : Verb
{
    private readonly Argument<string> target;
    private readonly Option<string[]> kinds;
    private readonly Option<string[]> names;
    private readonly Option<bool> propose;
    private readonly Option<string?> config;

    public ImportCommand(Surroundings here) : base(
        here, "import", "Writes manifests with 'adopt: true' for what a target already bears, into the clone of the repository you are in. Nothing there is overwritten and nothing live is touched; each adoption waits for a reviewer.",
        "homelab import pve", "homelab import docker --kind docker.volume", "homelab import pve --name 'dns*' --name traefik01 --propose")
    {
        target = Taking(new Argument<string>("TARGET") { Description = "A target of the configuration." });
        kinds = With(new Option<string[]>("--kind") { Description = "Only of this kind; may be given several times.", HelpName = "KIND", DefaultValueFactory = _ => [] });
        names = With(new Option<string[]>("--name") { Description = "Only names that match, * for anything; may be given several times.", HelpName = "PATTERN", DefaultValueFactory = _ => [] });
        propose = With(new Option<bool>("--propose") { Description = "Onto a branch for review, instead of into this clone." });
        config = With(new Option<string?>("--config") { Description = "The configuration.", HelpName = "FILE" });
    }

    protected override async Task<int> RunAsync(ParseResult line, Terminal terminal, CancellationToken cancel)
    {
        var configuration = ConfigurationFile.Read(Here, line.GetValue(config));
        var settings = Connections.Find(configuration, line.GetRequiredValue(target));
        var filter = new ImportFilter(line.GetValue(kinds) ?? [], line.GetValue(names) ?? []);
        filter.Check(Platforms.All.First(platform => platform.Name == settings.Platform).Kinds);
        var proposes = line.GetValue(propose);
        var clone = proposes ? null : WorkTree.Find(Here.Folder, configuration.Repository?.Path ?? ".");
        using var copy = proposes ? new TemporaryFolder("import") : null;
        var tree = clone is not null ? FolderTree.Read(clone.Manifests) : await FetchedAsync(configuration, copy!.Path, cancel);

        await using var connection = Connections.Open(configuration, settings, Access.Read, Here.Clock);
        var import = await new Import(Connections.Kinds(configuration), connection, filter).RunAsync(tree, cancel);
        var proposal = clone is not null
            ? await WriteAsync(clone, import, cancel)
            : await ProposeAsync(line, settings, import, cancel);
        Tell(terminal, settings, import, proposal);
        return ExitCodes.Done;
    }

    private static async Task<SourceTree> FetchedAsync(HomelabConfiguration configuration, string folder, CancellationToken cancel)
    {
        await using var repository = await Repositories.OpenAsync(configuration, folder, TimeProvider.System, cancel);
        await repository.FetchAsync(cancel);
        return repository.Tip(repository.Branch) is { } tip ? repository.ReadTree(tip) : new("", []);
    }

    private static async Task<ProposalAnswer?> WriteAsync(WorkTree clone, ImportResult import, CancellationToken cancel)
    {
        foreach (var item in import.Written)
        {
            var file = Path.Combine(clone.Manifests, item.File);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
            await using var writer = new StreamWriter(stream);
            await writer.WriteAsync(item.Text.AsMemory(), cancel);
        }

        return null;
    }

    private async Task<ProposalAnswer?> ProposeAsync(ParseResult line, TargetSettings settings, ImportResult import, CancellationToken cancel)
    {
        if (import.Written.IsEmpty) return null;
        await using var hub = await HubDoor.OpenAsync(Here, line.GetValue(config), applies: false, cancel);
        return await hub.ProposeAsync(
            new(
                $"Adopt what is on {settings.Name}",
                $"{import.Written.Length} objects of target '{settings.Name}' that Git did not know. Each adoption waits for a reviewer.",
                [.. import.Written.Select(item => new ProposedChange.Upsert(item.Text))]),
            cancel);
    }

    private static void Tell(Terminal terminal, TargetSettings settings, ImportResult import, ProposalAnswer? proposal)
    {
        if (terminal.Json)
        {
            terminal.Document(new
            {
                target = settings.Name,
                written = import.Written.Select(item => new { kind = item.Key.Kind, name = item.Key.Name, file = item.File }),
                skipped = import.Skipped.Select(item => new { kind = item.Kind, name = item.Name, why = item.Why }),
                proposal = proposal?.Proposal,
                branch = proposal?.Branch,
            });
            return;
        }

        foreach (var item in import.Written) terminal.Line($"{(proposal is null ? "wrote" : "proposed")} {item.File}");
        foreach (var item in import.Skipped) terminal.Line($"skipped {item.Kind} {item.Name}: {item.Why}");
        terminal.Line(import.Written.IsEmpty ? "Nothing to adopt."
            : proposal is not null ? $"Proposal {proposal.Proposal} on branch {proposal.Branch}."
            : "Read them, commit and push; 'homelab plan' then shows the adoptions, which wait under 'homelab approvals'.");
    }
}
