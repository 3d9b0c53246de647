using System.Globalization;
using HomelabMcp.Core;
using HomelabMcp.Hosting;
using HomelabMcp.Hub.Commands;
using HomelabMcp.Hub.Doors;
using HomelabMcp.Store;

namespace HomelabMcp.Hub.Checkups;

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">What.</param>
/// <param name="Ok">Whether it is well.</param>
/// <param name="Detail">What was found; where it is not well, how to mend it.</param>
internal sealed record CheckupResult(string Name, bool Ok, string Detail);

/// <summary>Looks at everything that an installation needs, and changes nothing.</summary>
internal sealed class Checkup(Surroundings here, HomelabConfiguration configuration)
{
    private static readonly Version OldestGit = new(2, 30);

    /// <summary>All checks, slow ones at once, in a fixed order.</summary>
    public async Task<IReadOnlyList<CheckupResult>> RunAsync(CancellationToken cancel)
    {
        var git = GuardedAsync("git", () => GitAsync(cancel));
        var repository = GuardedAsync("repository", () => RepositoryAsync(cancel));
        var hub = HubAsync(cancel);
        var targets = configuration.Targets.Select(target => new TargetCheckup(configuration, target, here.Clock).RunAsync(cancel)).ToList();
        return
        [
            new("configuration", true, $"{configuration.File}: installation '{configuration.Installation}', {configuration.Targets.Length} targets, {(configuration.Applies ? "carries out what is merged" : "observes only")}"),
            .. configuration.Targets.IsEmpty ? [new CheckupResult("targets", false, "none is configured: add one under 'targets'")] : (CheckupResult[])[],
            .. (await Task.WhenAll(targets)).SelectMany(results => results),
            .. configuration.Secrets.Select(Secret),
            await git,
            await repository,
            await GuardedAsync("store", () => StoreAsync(cancel)),
            await hub,
        ];
    }

    private static CheckupResult Secret(SecretSettings secret)
    {
        try
        {
            _ = secret.Value();
            return new($"secret {secret.Name}", true, secret.Use.IsEmpty ? "there, but no resource may use it: name some under 'use'" : $"there; {string.Join(", ", secret.Use)} may use it");
        }
        catch (HomelabException missing)
        {
            return new($"secret {secret.Name}", false, missing.Message);
        }
    }

    private static async Task<CheckupResult> GitAsync(CancellationToken cancel)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("git", "--version") { RedirectStandardOutput = true, UseShellExecute = false })
            ?? throw new HomelabException("git could not be started: install it.");
        var said = (await process.StandardOutput.ReadToEndAsync(cancel)).Trim();
        await process.WaitForExitAsync(cancel);
        var words = said.Split(' ');
        return words.Length > 2 && Version.TryParse(string.Join('.', words[2].Split('.').Take(3)), out var version) && version < OldestGit
            ? new("git", false, $"{said} is too old: install {OldestGit} or newer")
            : new("git", true, said);
    }

    private async Task<CheckupResult> RepositoryAsync(CancellationToken cancel)
    {
        if (configuration.Repository is not { } settings) return new("repository", false, "none is configured: add 'repository: { url: … }'");
        using var folder = new TemporaryFolder("doctor");
        await using var repository = await Repositories.OpenAsync(configuration, folder.Path, here.Clock, cancel);
        await repository.FetchAsync(cancel);
        if (repository.Tip(settings.Branch) is not { } tip) return new("repository", false, $"{settings.Url} answers but has no branch '{settings.Branch}': push one");
        var reading = new Engine.DesiredReader(Connections.Kinds(configuration)).Read(repository.ReadTree(tip));
        return reading.IsValid
            ? new("repository", true, $"{settings.Url} {settings.Branch} {Terminal.Commit(tip)}, {reading.State.Manifests.Count} resources")
            : new("repository", false, $"{reading.Faults.Length} faults, the first: {reading.Faults[0]} ('homelab validate' lists them)");
    }

    private async Task<CheckupResult> StoreAsync(CancellationToken cancel)
    {
        if (!File.Exists(configuration.StorePath)) return new("store", true, $"{configuration.StorePath} is not there yet; the first 'homelab up' makes it");
        await using var store = await HomelabStore.OpenAsync(configuration.StorePath, here.Clock, StoreAccess.Read);
        var verdict = await store.Audit.VerifyAsync(cancel);
        return verdict.BrokenAt is { } broken
            ? new("store", false, string.Create(CultureInfo.InvariantCulture, $"the audit log was changed at entry {broken}: compare it with a backup"))
            : new("store", true, string.Create(CultureInfo.InvariantCulture, $"{configuration.StorePath}, {verdict.Entries} audit entries without a gap"));
    }

    private async Task<CheckupResult> HubAsync(CancellationToken cancel)
    {
        var address = ConfigurationFile.HubAddress(configuration);
        if (!await HubDoor.AnswersAsync(address, cancel)) return new("hub", true, $"none runs at {address.GetLeftPart(UriPartial.Authority)}; 'homelab up' starts it");
        var token = here.Variable("HOMELAB_TOKEN") is { Length: > 0 } given ? new Secret<string>(given) : AdminToken.Read(configuration);
        if (token is null) return new("hub", false, $"{address} answers, and this user has no token: put one into HOMELAB_TOKEN");
        await using var hub = RemoteHub.At(address, token);
        try
        {
            var status = await hub.StatusAsync(cancel);
            return new("hub", status.Problem is null, status.Problem ?? $"{hub.Place} answers, version {status.Version}");
        }
        catch (HomelabException refused)
        {
            return new("hub", false, refused.Message);
        }
    }

    private static async Task<CheckupResult> GuardedAsync(string name, Func<Task<CheckupResult>> check)
    {
        try
        {
            return await check();
        }
        catch (Exception failure) when (failure is HomelabException or IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            return new(name, false, failure.Message);
        }
    }
}
