using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Engine;
using HomelabMcp.Reconciler;
using HomelabMcp.Repository;
using HomelabMcp.Store;

namespace HomelabMcp.GitOps.Tests;

/// <summary>An installation with a made-up platform in memory, a real bare repository and a real store in a temporary folder.</summary>
internal sealed class LabHome : IAsyncDisposable
{
    public const string Seed = "# the front network\nkind: lab.net\nname: front\nspec:\n  driver: bridge   # plain\n";

    private readonly string folder;

    private LabHome(string folder, LabConnection lab, GitRepository repository, HomelabStore store, GitOpsServices services)
    {
        (this.folder, Lab, Repository, Store, Services) = (folder, lab, repository, store, services);
        Proposals = new(services);
    }

    public static Caller Assistant { get; } = new(new("claude", Role.Assistant), "test-client", "1.2", "call-7");

    public static Principal Reviewer { get; } = new("alice", Role.Reviewer);

    public LabConnection Lab { get; }

    public GitRepository Repository { get; }

    public HomelabStore Store { get; }

    public GitOpsServices Services { get; }

    public ProposalService Proposals { get; }

    public Reconciler.Reconciler Reconciler => Services.Reconciler;

    public string Bare => Path.Combine(folder, "home.git");

    public static async Task<LabHome> OpenAsync(params (string Path, string Text)[] files)
    {
        var cancel = TestContext.Current.CancellationToken;
        var root = Directory.CreateTempSubdirectory("gitops-test-").FullName;
        await GitAsync(root, "init", "--quiet", "--bare", "-b", "main", "home.git");
        var home = Path.Combine(root, "work");
        await GitAsync(root, "clone", "--quiet", "home.git", "work");
        foreach (var (path, text) in files.Length == 0 ? [("lab/net/front.yaml", Seed)] : files) Write(home, path, text);
        await CommitAsync(home, "Begin");
        var lab = new LabConnection();
        var kinds = new KindSet(LabConnection.Kinds, [KeyValuePair.Create("lab1", "lab")]);
        var repository = await GitRepository.OpenAsync(new() { Url = Path.Combine(root, "home.git") }, Path.Combine(root, "data"), TimeProvider.System, cancel);
        await repository.FetchAsync(cancel);
        var store = await HomelabStore.OpenAsync(Path.Combine(root, "homelab.db"), TimeProvider.System, StoreAccess.Write);
        var source = new GitDesiredSource(repository, kinds);
        var reconciler = new Reconciler.Reconciler(new()
        {
            Installation = "home",
            Kinds = kinds,
            Connections = [lab],
            Source = source,
            Store = store,
            Applies = true,
            Clock = TimeProvider.System,
            Jitter = () => 0.5,
        });
        return new(root, lab, repository, store, new()
        {
            Repository = repository,
            Reconciler = reconciler,
            Source = source,
            Store = store,
            Kinds = kinds,
            Connections = [lab],
            ReviewUrl = id => $"http://127.0.0.1/proposals/{id}",
            Clock = TimeProvider.System,
        });
    }

    /// <summary>Fetches, looks and applies.</summary>
    public Task<WorldView> SyncAsync() => Reconciler.SyncAsync(retriesAll: false, TestContext.Current.CancellationToken);

    public Task<ProposalAnswer> ProposeAsync(params ProposedChange[] changes) =>
        Proposals.ProposeAsync(new("A change", "Because.", [.. changes]), Assistant, TestContext.Current.CancellationToken);

    public Task<string> GitAsync(params string[] arguments) => GitAsync(Bare, arguments);

    /// <summary>A human's commit on the protected branch with plain git.</summary>
    public async Task PushAsync(string path, string? text)
    {
        var home = Path.Combine(folder, "work");
        await GitAsync(home, "pull", "--quiet");
        if (text is null) File.Delete(Path.Combine(home, path));
        else Write(home, path, text);
        await CommitAsync(home, "By hand");
        await Repository.FetchAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Proposals.Dispose();
        Reconciler.Dispose();
        await Repository.DisposeAsync();
        await Store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static void Write(string home, string path, string text)
    {
        var file = Path.Combine(home, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private static async Task CommitAsync(string home, string message)
    {
        await GitAsync(home, "add", "-A");
        await GitAsync(home, "commit", "--quiet", "-m", message);
        await GitAsync(home, "push", "--quiet", "origin", "HEAD:main");
    }

    private static async Task<string> GitAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-c", "user.name=human", "-c", "user.email=human@lan", "-c", "init.defaultBranch=main", .. arguments])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = git.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await git.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(git.ExitCode == 0, $"git {string.Join(' ', arguments)}: {await error}");
        return (await output).Trim();
    }
}

/// <summary>A platform in memory: networks, and machines with a number that is chosen and state that is held.</summary>
internal sealed class LabConnection : ITargetConnection
{
    public static IReadOnlyList<ResourceKind> Kinds { get; } =
    [
        new()
        {
            Name = "lab.net", Summary = "A network.", Example = "kind: lab.net\nname: front\nspec:\n  driver: bridge\n",
            Fields = [new() { Name = "driver", Type = FieldType.Text, Default = "bridge", Summary = "How it is made." }, new() { Name = "note", Type = FieldType.Text }],
        },
        new()
        {
            Name = "lab.vm", Summary = "A machine.", Example = "kind: lab.vm\nname: web\nspec:\n  memory: 1\n", HoldsState = static _ => true, KeySpace = "vmid", ChosenFields = ["vmid"],
            NaturalKey = static (_, spec) => spec["vmid"]?.ToString(), MarkScope = static natural => natural,
            Fields = [new() { Name = "vmid", Type = FieldType.Integer, Origin = Origin.Generated, Mutability = Mutability.Replace }, new() { Name = "memory", Type = FieldType.Integer, Required = true }],
        },
    ];

    private readonly ConcurrentDictionary<string, LiveResource> live = new(StringComparer.Ordinal);

    public LabConnection() => Drivers = [.. Kinds.Select(kind => new LabDriver(kind, live))];

    public string Target => "lab1";

    public string Platform => "lab";

    public IReadOnlyList<IKindDriver> Drivers { get; }

    public IEnumerable<LiveResource> Live => live.Values;

    public void Edit(string id, string field, JsonNode? value)
    {
        var spec = (JsonObject)live[id].Spec.DeepClone();
        FieldPath.Set(spec, field, value);
        live[id] = live[id] with { Spec = spec, Fingerprint = spec.ToJsonString() };
    }

    public void Add(string kind, string name, string spec) => live[$"{kind}:{name}"] = new()
    {
        Id = $"{kind}:{name}",
        Name = name,
        NaturalKey = name,
        Spec = (JsonObject)JsonNode.Parse(spec)!,
        Detailed = true,
        Fingerprint = spec,
    };

    public Task<TargetProbe> ProbeAsync(CancellationToken cancel) => Task.FromResult(new TargetProbe(true, "1"));

    public Task<IReadOnlyList<LiveChange>> ChangesAsync(DateTimeOffset since, CancellationToken cancel) => Task.FromResult<IReadOnlyList<LiveChange>>([]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class LabDriver(ResourceKind kind, ConcurrentDictionary<string, LiveResource> live) : IKindDriver
    {
        public ResourceKind Kind => kind;

        public Task<IReadOnlyList<LiveResource>> ListAsync(CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<LiveResource>>([.. live.Values.Where(item => item.Id.StartsWith(kind.Name + ":", StringComparison.Ordinal))]);

        public Task<LiveResource?> ReadAsync(string id, CancellationToken cancel) => Task.FromResult(live.GetValueOrDefault(id));

        public Task<LiveResource?> FindAsync(string naturalKey, CancellationToken cancel) => Task.FromResult(live.GetValueOrDefault($"{kind.Name}:{naturalKey}"));

        public Task<string> CreateAsync(WriteCall call, CancellationToken cancel)
        {
            var natural = kind.NaturalKey(call.Key, call.Spec)!;
            var id = $"{kind.Name}:{natural}";
            live[id] = new()
            {
                Id = id,
                Name = call.Key.Name,
                NaturalKey = natural,
                Spec = (JsonObject)call.Spec.DeepClone(),
                Detailed = true,
                Mark = call.Mark,
                Fingerprint = call.Spec.ToJsonString(),
            };
            return Task.FromResult(id);
        }

        public Task UpdateAsync(WriteCall call, LiveResource now, ImmutableArray<FieldChange> changes, CancellationToken cancel)
        {
            var spec = (JsonObject)live[now.Id].Spec.DeepClone();
            foreach (var change in changes) FieldPath.Set(spec, change.Path, change.After);
            live[now.Id] = live[now.Id] with { Spec = spec, Fingerprint = spec.ToJsonString() };
            return Task.CompletedTask;
        }

        public async Task<string> ReplaceAsync(WriteCall call, LiveResource now, CancellationToken cancel)
        {
            live.TryRemove(now.Id, out _);
            return await CreateAsync(call, cancel);
        }

        public Task DeleteAsync(LiveResource now, CancellationToken cancel)
        {
            live.TryRemove(now.Id, out _);
            return Task.CompletedTask;
        }

        public Task AdoptAsync(WriteCall call, LiveResource now, CancellationToken cancel)
        {
            live[now.Id] = live[now.Id] with { Mark = call.Mark };
            return Task.CompletedTask;
        }

        public Task ReleaseAsync(LiveResource now, CancellationToken cancel)
        {
            live[now.Id] = live[now.Id] with { Mark = null };
            return Task.CompletedTask;
        }

        public string? BackupPlan(LiveResource now) => "a copy";

        public Task<BackupReceipt> BackUpAsync(LiveResource now, CancellationToken cancel) => Task.FromResult(new BackupReceipt("copy", "A copy was taken."));

        public Task<JsonNode> ChooseAsync(string field, IReadOnlySet<string> taken, CancellationToken cancel) =>
            Task.FromResult<JsonNode>(JsonValue.Create(Enumerable.Range(100, 1000).First(number => !taken.Contains($"{number}"))));
    }
}
