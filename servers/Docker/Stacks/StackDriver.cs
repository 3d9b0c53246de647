using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Docker.DotNet.Models;
using HomelabMcp.Core;

namespace HomelabMcp.Docker;

/// <summary>Observes compose projects by their labels and runs compose for ours.</summary>
/// <remarks>
/// Our labels come from a second compose file, so the author's file stays as it is. A project that is not as its files
/// say (a service gone, or made from another configuration) is shown without its files: that is the difference which
/// makes the engine run compose again.
/// </remarks>
internal sealed class StackDriver(EngineClient engine, VolumeBackup backup, StackFolder folder) : IKindDriver
{
    private const string Project = "com.docker.compose.project";
    private const string Service = "com.docker.compose.service";
    private const string ConfigHash = "com.docker.compose.config-hash";

    private readonly ComposeCommand compose = new(engine.Options);

    public ResourceKind Kind => StackKind.Kind;

    public async Task<IReadOnlyList<LiveResource>> ListAsync(CancellationToken cancel) =>
        [.. (await RowsAsync(null, cancel)).GroupBy(row => row.Labels[Project], StringComparer.Ordinal).Select(group => Live(group.Key, [.. group], null)).OrderBy(live => live.NaturalKey, StringComparer.Ordinal)];

    public async Task<LiveResource?> ReadAsync(string id, CancellationToken cancel)
    {
        var rows = await RowsAsync(id, cancel);
        if (rows.Count == 0)
            return null;
        var asWritten = Ownership.Of(rows[0].Labels) is not null && folder.Applied(id) is not null ? await AsWrittenAsync(id, rows, cancel) : (bool?)null;
        return Live(id, rows, asWritten) with { Detailed = true };
    }

    public Task<LiveResource?> FindAsync(string naturalKey, CancellationToken cancel) => ReadAsync(naturalKey, cancel);

    public async Task<string> CreateAsync(WriteCall call, CancellationToken cancel)
    {
        var name = call.Key.Name;
        if (await RowsAsync(name, cancel) is { Count: > 0 } rows && rows.Any(row => Ownership.Of(row.Labels) != call.Mark))
            throw Ownership.Taken("compose project", name);
        await UpAsync(call, cancel);
        return name;
    }

    public Task UpdateAsync(WriteCall call, LiveResource live, ImmutableArray<FieldChange> changes, CancellationToken cancel) => UpAsync(call, cancel);

    public async Task<string> ReplaceAsync(WriteCall call, LiveResource live, CancellationToken cancel)
    {
        await UpAsync(call, cancel);
        return call.Key.Name;
    }

    public async Task DeleteAsync(LiveResource live, CancellationToken cancel)
    {
        var name = live.NaturalKey;
        if ((await RowsAsync(name, cancel)).Count > 0)
            await compose.RunAsync($"take stack '{name}' down", Path.GetTempPath(), [.. Files(name), "down", "--remove-orphans", "--volumes"], cancel);
        folder.RemoveAll(name);
    }

    public Task AdoptAsync(WriteCall call, LiveResource live, CancellationToken cancel) =>
        throw new PlatformException(PlatformFailure.Invalid, "Docker cannot label living containers: the adoption of a stack is recorded, not marked.");

    public Task ReleaseAsync(LiveResource live, CancellationToken cancel) => Task.CompletedTask;

    public string? BackupPlan(LiveResource live) =>
        Volumes(live) is { Count: > 0 } volumes ? string.Join("; ", volumes.Select(backup.Plan)) : null;

    public async Task<BackupReceipt> BackUpAsync(LiveResource live, CancellationToken cancel)
    {
        var receipts = new List<BackupReceipt>();
        foreach (var volume in Volumes(live))
            receipts.Add(await backup.TakeAsync(volume, cancel));
        return new BackupReceipt(string.Join(", ", receipts.Select(receipt => receipt.Location)), string.Join(" ", receipts.Select(receipt => receipt.Summary)));
    }

    public Task<JsonNode> ChooseAsync(string field, IReadOnlySet<string> taken, CancellationToken cancel) =>
        throw new PlatformException(PlatformFailure.Invalid, $"'{field}' of a stack is not chosen for you: write it into the manifest.");

    private async Task UpAsync(WriteCall call, CancellationToken cancel)
    {
        var name = call.Key.Name;
        folder.Swap(name, call.Files);
        folder.Apply(name, call.Spec);
        folder.Write(folder.OverrideOf(name), "services: {}\n");
        var project = await ConfigAsync(name, cancel);
        if (!engine.Options.IsLocal && project.BindsUnder(folder.Of(name)).ToList() is { Count: > 0 } binds)
        {
            throw new PlatformException(PlatformFailure.Invalid, $"Stack '{name}' mounts folders of its own repository ({string.Join("; ", binds)}), "
                + $"but the engine of target '{call.Key.Target}' is another machine and does not have them: use volumes, configs, or absolute paths there.");
        }
        folder.Write(folder.OverrideOf(name), StackLabels.Write(project, Ownership.Labels(call)));
        call.Progress.Report($"docker compose up for stack {name}");
        await compose.RunAsync($"bring stack '{name}' up", folder.Of(name), [.. Files(name), "up", "--detach", "--remove-orphans"], cancel);
    }

    private async Task<ComposeProject> ConfigAsync(string name, CancellationToken cancel) =>
        ComposeProject.Parse(await compose.RunAsync($"read the files of stack '{name}'", folder.Of(name), [.. Files(name), "config", "--format", "json"], cancel));

    /// <summary>Whether each service has its containers, made from the configuration that the files give now.</summary>
    private async Task<bool> AsWrittenAsync(string name, IReadOnlyList<ContainerListResponse> rows, CancellationToken cancel)
    {
        var told = await compose.RunAsync($"hash the services of stack '{name}'", folder.Of(name), [.. Files(name), "config", "--hash", "*"], cancel);
        var wanted = told.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => line.Split(' ', 2)).Where(parts => parts.Length == 2).ToList();
        return wanted.TrueForAll(service => rows.Any(row => Label(row, Service) == service[0] && Label(row, ConfigHash) == service[1].Trim()));
    }

    private List<string> Files(string name)
    {
        List<string> arguments = ["--project-name", name];
        if (ComposeFile(name) is { } file)
            arguments.AddRange(["--project-directory", folder.Of(name), "--file", file, "--file", folder.OverrideOf(name)]);
        foreach (var profile in folder.Applied(name)?["profiles"] as JsonArray ?? [])
            arguments.AddRange(["--profile", profile!.GetValue<string>()]);
        return arguments;
    }

    private string? ComposeFile(string name)
    {
        if (!Directory.Exists(folder.Of(name)))
            return null;
        var named = folder.Applied(name)?["path"]?.GetValue<string>() is { } path && Path.GetExtension(path) is ".yaml" or ".yml" ? Path.GetFileName(folder.Applied(name)!["path"]!.GetValue<string>()) : null;
        return StackKind.FileNames.Prepend(named).OfType<string>().Select(file => Path.Combine(folder.Of(name), file)).FirstOrDefault(File.Exists)
            ?? throw new PlatformException(PlatformFailure.Invalid, $"The folder of stack '{name}' holds no compose file: add a compose.yaml, or name the file in 'path'.");
    }

    private async Task<List<ContainerListResponse>> RowsAsync(string? project, CancellationToken cancel)
    {
        var label = project is null ? Project : $"{Project}={project}";
        var parameters = new ContainersListParameters { All = true, Filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [label] = true } } };
        return [.. (await engine.ReadAsync("list containers", (docker, token) => docker.Containers.ListContainersAsync(parameters, token), cancel)).Where(row => row.Labels is not null)];
    }

    private LiveResource Live(string name, IReadOnlyList<ContainerListResponse> rows, bool? asWritten)
    {
        var spec = folder.Applied(name) ?? [];
        if (asWritten is not false && folder.Hashes(name) is { } hashes && Ownership.Of(rows[0].Labels) is not null)
            spec["files"] = hashes;
        var volumes = rows.SelectMany(row => row.Mounts ?? []).Where(mount => mount.Type is "volume" && mount.Name is { Length: > 0 and < 64 }).Select(mount => mount.Name!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (volumes.Count > 0)
            spec["volumes"] = new JsonArray([.. volumes.Select(volume => (JsonNode?)volume)]);
        var sick = rows.Select(row => (Row: row, Health: ContainerHealth.Of(row.State, row.Status))).Where(entry => entry.Health.Health is not LiveHealth.Healthy)
            .OrderByDescending(entry => entry.Health.Health).ToList();
        return new LiveResource
        {
            Id = name,
            Name = name,
            NaturalKey = name,
            Spec = spec,
            Detailed = false,
            Mark = rows.All(row => Ownership.Of(row.Labels) == Ownership.Of(rows[0].Labels)) ? Ownership.Of(rows[0].Labels) : null,
            Fingerprint = CanonicalJson.Hash(new JsonArray([.. rows.Select(row => (JsonNode?)$"{row.ID} {row.State} {Label(row, ConfigHash)}").OrderBy(text => text!.GetValue<string>(), StringComparer.Ordinal)])),
            Health = sick.Count > 0 ? sick[0].Health.Health : LiveHealth.Healthy,
            HealthReason = sick.Count > 0 ? $"{ContainerDirectory.NameOf(sick[0].Row)}: {sick[0].Health.Reason}" : null,
        };
    }

    private static List<string> Volumes(LiveResource live) => [.. (live.Spec["volumes"] as JsonArray ?? []).Select(volume => volume!.GetValue<string>())];

    private static string? Label(ContainerListResponse row, string label) => row.Labels is { } labels && labels.TryGetValue(label, out var value) ? value : null;
}
