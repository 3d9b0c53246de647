using System.CommandLine;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Hosting;

namespace HomelabMcp.Hub.Commands;

/// <summary><c>homelab validate</c>.</summary>
internal sealed class ValidateCommand : Verb
{
    private readonly Argument<string?> path;
    private readonly Option<string?> config;

    public ValidateCommand(Surroundings here) : base(
        here, "validate", "Checks manifests and policy without touching anything; names file, line and field of what is wrong.",
        "homelab validate .", "homelab validate --json ~/home | jq .faults", "homelab validate            # the configured repository's branch")
    {
        path = Taking(new Argument<string?>("PATH") { Description = "A folder of manifests; none: the configured repository.", Arity = ArgumentArity.ZeroOrOne });
        config = With(new Option<string?>("--config") { Description = "The configuration; without one, each platform counts as one target of its name.", HelpName = "FILE" });
    }

    protected override async Task<int> RunAsync(ParseResult line, Terminal terminal, CancellationToken cancel)
    {
        var folder = line.GetValue(path);
        var configuration = folder is null || line.GetValue(config) is not null || ConfigurationFile.Exists(Here)
            ? ConfigurationFile.Read(Here, line.GetValue(config))
            : null;
        var kinds = configuration is null ? Connections.KindsAlone() : Connections.Kinds(configuration);
        var tree = folder is null ? await FetchedAsync(configuration!, cancel) : FolderTree.Read(Here.PathOf(folder));
        var reading = new DesiredReader(kinds, configuration is null ? null : Uses(configuration)).Read(tree);
        if (terminal.Json)
            terminal.Document(new { valid = reading.IsValid, resources = reading.State.Manifests.Count, faults = reading.Faults });
        else if (reading.IsValid) terminal.Line($"{reading.State.Manifests.Count} resources, nothing wrong.");
        else foreach (var fault in reading.Faults) terminal.Error(fault.ToString());
        return reading.IsValid ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static async Task<SourceTree> FetchedAsync(HomelabConfiguration configuration, CancellationToken cancel)
    {
        using var folder = new TemporaryFolder("validate");
        await using var repository = await Repositories.OpenAsync(configuration, folder.Path, TimeProvider.System, cancel);
        await repository.FetchAsync(cancel);
        var tip = repository.Tip(repository.Branch)
            ?? throw new HomelabException($"The repository {configuration.Repository!.Url} has no branch '{repository.Branch}' yet: push one.");
        return repository.ReadTree(tip);
    }

    // Only who may use which secret matters here: no value is read.
    private static SecretBook Uses(HomelabConfiguration configuration) =>
        new(configuration.Secrets.Select(secret => new SecretEntry(secret.Name, new Secret<string>(""), secret.Use)), []);
}
