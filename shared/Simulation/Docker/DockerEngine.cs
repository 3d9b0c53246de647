using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HomelabMcp.Simulation.Docker;

/// <summary>The simulated engine's memory: one lock over all of it, as the work under it is short.</summary>
internal sealed class DockerEngine
{
    private readonly int _seed;

    public DockerEngine(DockerSimulationOptions options)
        : this(Load(options.StatePath) ?? Seeded(options), options.TimeProvider, options.Seed)
    {
    }

    public DockerEngine(DockerState state, TimeProvider clock, int seed)
    {
        State = state;
        Clock = clock;
        _seed = seed;
        Events = new DockerEvents(clock);
        Lifecycle = new ContainerLifecycle(this);
    }

    public Lock Gate { get; } = new();
    public TimeProvider Clock { get; }
    public DateTimeOffset Now => Clock.GetUtcNow();
    public DockerState State { get; }
    public DockerEvents Events { get; }
    public ContainerLifecycle Lifecycle { get; }

    /// <summary>Raised under the lock after anything that a restart must remember.</summary>
    public Action? Changed { get; set; }

    public string NewId() => Hex($"{_seed}:{++State.Sequence}");

    public static string Hex(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public SimContainer Container(string name) => FindContainer(name) ?? throw DockerFault.NoSuchContainer(name);

    public SimContainer? FindContainer(string name)
    {
        var bare = name.TrimStart('/');
        var found = State.Containers.Find(c => c.Id == bare) ?? State.Containers.Find(c => c.Name == bare);
        if (found is null && bare.Length > 0 && State.Containers.Where(c => c.Id.StartsWith(bare, StringComparison.Ordinal)).ToList() is [var only])
            found = only;
        if (found is not null)
            Lifecycle.Settle(found);
        return found;
    }

    public IEnumerable<SimContainer> Containers()
    {
        foreach (var container in State.Containers)
            Lifecycle.Settle(container);
        return State.Containers;
    }

    public SimNetwork? FindNetwork(string name) =>
        State.Networks.Find(n => n.Id == name)
        ?? State.Networks.Find(n => n.Name == name)
        ?? (name.Length > 3 && State.Networks.Where(n => n.Id.StartsWith(name, StringComparison.Ordinal)).ToList() is [var only] ? only : null);

    public SimImage? FindImage(string reference)
    {
        var tagged = ImageReference.Normalise(reference);
        return State.Images.Find(i => i.Tags.Contains(tagged))
            ?? State.Images.Find(i => i.Digest is not null && tagged.EndsWith('@' + i.Digest, StringComparison.Ordinal))
            ?? State.Images.Find(i => i.Id == reference || i.Id == "sha256:" + reference
                || (reference.Length >= 4 && i.Id.StartsWith("sha256:" + reference, StringComparison.Ordinal)));
    }

    public byte[] Serialise()
    {
        lock (Gate)
            return JsonSerializer.SerializeToUtf8Bytes(State, DockerStateJson.Default.DockerState);
    }

    public void Touch() => Changed?.Invoke();

    public void Emit(string type, string action, string id, IEnumerable<KeyValuePair<string, string>> attributes, string? from = null)
    {
        Events.Publish(type, action, id, attributes, from);
        Touch();
    }

    public void Emit(SimContainer container, string action, params ReadOnlySpan<(string Key, string Value)> extra)
    {
        var image = container.Text("Image") ?? "";
        var attributes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in container.Config["Labels"] as JsonObject ?? [])
            attributes[key] = value?.GetValue<string>() ?? "";
        attributes["image"] = image;
        attributes["name"] = container.Name;
        foreach (var (key, value) in extra)
            attributes[key] = value;
        Emit("container", action, container.Id, attributes, image);
    }

    private static DockerState? Load(string? path)
    {
        if (path is null || !File.Exists(path))
            return null;
        using var file = File.OpenRead(path);
        return JsonSerializer.Deserialize(file, DockerStateJson.Default.DockerState)
            ?? throw new InvalidDataException($"'{path}' holds no state of a simulated Docker Engine; delete it to start afresh.");
    }

    private static DockerState Seeded(DockerSimulationOptions options)
    {
        var state = new DockerState { EngineId = Guid.CreateVersion7(options.TimeProvider.GetUtcNow()).ToString() };
        new DockerHome(state, options).Furnish();
        return state;
    }
}
