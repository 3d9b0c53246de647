using System.Formats.Tar;
using System.Text;
using System.Text.Json.Nodes;

namespace HomelabMcp.Simulation.Docker;

/// <summary>GET and PUT of a path inside a container as a tar; the simulator knows what lies in volumes and a few files of its own.</summary>
internal sealed class DockerArchive(DockerEngine engine)
{
    public async Task GetAsync(DockerExchange exchange, bool headOnly)
    {
        var path = PathOf(exchange);
        MemoryStream content = new();
        lock (engine.Gate)
            Write(engine.Container(exchange.Name), path, exchange.Name, content);
        exchange.Http.Response.ContentType = "application/x-tar";
        var stat = new JsonObject { ["name"] = Base(path), ["size"] = 4096, ["mode"] = 2147484141L, ["mtime"] = DockerTime.Seconds(engine.Now), ["linkTarget"] = "" };
        exchange.Http.Response.Headers["X-Docker-Container-Path-Stat"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(stat.ToJsonString()));
        if (!headOnly)
            await exchange.Http.Response.Body.WriteAsync(content.ToArray(), exchange.Aborted);
    }

    public async Task PutAsync(DockerExchange exchange)
    {
        var path = PathOf(exchange).TrimEnd('.').TrimEnd('/');
        var files = new List<(string Name, string Text)>();
        using var body = new MemoryStream();
        await exchange.Http.Request.Body.CopyToAsync(body, exchange.Aborted);
        body.Position = 0;
        await using var reader = new TarReader(body);
        while (await reader.GetNextEntryAsync(copyData: true, exchange.Aborted) is { } entry)
        {
            if (entry is not { EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile, DataStream: { } data })
                continue;
            using var text = new StreamReader(data);
            files.Add((entry.Name.TrimStart('.', '/'), await text.ReadToEndAsync(exchange.Aborted)));
        }
        lock (engine.Gate)
        {
            var container = engine.Container(exchange.Name);
            var (volume, inside) = Locate(container, path) ?? throw Missing(path, exchange.Name);
            if (container.Mounts.Exists(mount => mount.Name == volume.Name && !mount.Writable))
                throw new DockerFault(403, $"mounted volume is marked read-only");
            foreach (var (name, text) in files)
                volume.Files[inside.Length > 0 ? $"{inside}/{name}" : name] = text;
            engine.Touch();
        }
    }

    private void Write(SimContainer container, string path, string name, Stream content)
    {
        using var tar = new TarWriter(content, TarEntryFormat.Pax, leaveOpen: true);
        if (path is "/etc/hostname")
        {
            Add(tar, "hostname", container.Text("Hostname") + "\n");
            return;
        }
        var (volume, inside) = Locate(container, path) ?? throw Missing(path, name);
        // "/data/." asks for what is in the folder, "/data" for the folder itself.
        var root = path.EndsWith("/.", StringComparison.Ordinal) ? "." : Base(path);
        if (inside.Length > 0 && volume.Files.TryGetValue(inside, out var single))
        {
            Add(tar, Base(path), single);
            return;
        }
        var files = volume.Files.Where(file => inside.Length == 0 || file.Key.StartsWith(inside + "/", StringComparison.Ordinal)).ToList();
        if (inside.Length > 0 && files.Count == 0)
            throw Missing(path, name);
        tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, root + "/") { ModificationTime = volume.Created });
        foreach (var (file, text) in files)
            Add(tar, $"{root}/{(inside.Length > 0 ? file[(inside.Length + 1)..] : file)}", text);
    }

    private void Add(TarWriter tar, string name, string text)
    {
        using var data = new MemoryStream(Encoding.UTF8.GetBytes(text));
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data, ModificationTime = engine.Now });
    }

    private (SimVolume Volume, string Inside)? Locate(SimContainer container, string path)
    {
        var clean = path.EndsWith("/.", StringComparison.Ordinal) ? path[..^2] : path.TrimEnd('/');
        foreach (var mount in container.Mounts.Where(mount => mount.Name is not null))
        {
            if (clean == mount.Destination || clean.StartsWith(mount.Destination + "/", StringComparison.Ordinal))
                return (engine.State.Volumes.Find(v => v.Name == mount.Name)!, clean[mount.Destination.Length..].TrimStart('/'));
        }
        return null;
    }

    private static string PathOf(DockerExchange exchange) =>
        exchange.Query("path") is { Length: > 0 } path ? path : throw new DockerFault(400, "bad parameter: pathcannot be empty");

    private static DockerFault Missing(string path, string name) => new(404, $"Could not find the file {path} in container {name}");

    private static string Base(string path) => path.TrimEnd('.').TrimEnd('/') is var clean ? clean[(clean.LastIndexOf('/') + 1)..] : path;
}
