using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace HomelabMcp.Simulation.Docker;

/// <summary>Images: what is here, what the simulated registry hands out, and an import of a tar.</summary>
internal sealed class Images(DockerEngine engine)
{
    public JsonArray List(DockerExchange exchange)
    {
        var filters = DockerFilters.Parse(exchange.Query("filters"), "reference", "label", "dangling", "before", "since");
        lock (engine.Gate)
        {
            return [.. engine.State.Images
                .Where(image => filters.Allows("reference", wanted => image.Tags.Exists(tag => tag == ImageReference.Normalise(wanted) || ImageReference.Repository(tag) == wanted)))
                .Where(image => filters.AllowsLabels(image.Config["Labels"] as JsonObject))
                .OrderByDescending(image => image.Created)
                .Select(image => (JsonNode)Summary(image, -1))];
        }
    }

    public static JsonObject Summary(SimImage image, int containers) => new()
    {
        ["Containers"] = containers,
        ["Created"] = image.Created.ToUnixTimeSeconds(),
        ["Id"] = image.Id,
        ["Labels"] = image.Config["Labels"]?.DeepClone(),
        ["ParentId"] = "",
        ["RepoDigests"] = image.Digest is null ? null : Digests(image),
        ["RepoTags"] = JsonText.Array(image.Tags),
        ["SharedSize"] = containers < 0 ? -1 : 0,
        ["Size"] = image.Size,
        ["VirtualSize"] = image.Size,
    };

    public JsonObject Inspect(string name)
    {
        lock (engine.Gate)
        {
            var image = Find(name);
            return new JsonObject
            {
                ["Id"] = image.Id,
                ["RepoTags"] = JsonText.Array(image.Tags),
                ["RepoDigests"] = Digests(image),
                ["Parent"] = "",
                ["Comment"] = image.Comment,
                ["Created"] = DockerTime.Text(image.Created),
                ["Container"] = "",
                ["DockerVersion"] = DockerSystem.Version,
                ["Author"] = "",
                ["Config"] = Shown(image.Config),
                ["Architecture"] = "amd64",
                ["Os"] = "linux",
                ["Size"] = image.Size,
                ["VirtualSize"] = image.Size,
                ["GraphDriver"] = new JsonObject { ["Data"] = new JsonObject(), ["Name"] = "overlay2" },
                ["RootFS"] = new JsonObject { ["Type"] = "layers", ["Layers"] = new JsonArray("sha256:" + DockerEngine.Hex("layer" + image.Id)) },
                ["Metadata"] = new JsonObject { ["LastTagTime"] = DockerTime.Text(image.Created) },
            };
        }
    }

    public JsonArray Remove(string name, bool force)
    {
        lock (engine.Gate)
        {
            var image = Find(name);
            if (engine.Containers().FirstOrDefault(c => c.ImageId == image.Id) is { } user && (user.Running || !force))
            {
                throw new DockerFault(409, $"conflict: unable to remove repository reference \"{name}\" ({(force ? "cannot be forced" : "must force")}) - "
                    + $"container {user.Id[..12]} is using its referenced image {image.Id[7..19]}");
            }
            engine.State.Images.Remove(image);
            engine.Emit("image", "delete", image.Id, [new("name", image.Id)]);
            return [.. image.Tags.Select(tag => (JsonNode)new JsonObject { ["Untagged"] = tag }), new JsonObject { ["Deleted"] = image.Id }];
        }
    }

    /// <summary>POST /images/create: a pull from the simulated registry, or an import of the body.</summary>
    public async Task CreateAsync(DockerExchange exchange)
    {
        if (exchange.Query("fromSrc") is { Length: > 0 })
        {
            await ImportAsync(exchange);
            return;
        }
        var reference = ImageReference.Normalise(exchange.Query("fromImage") is { } from && exchange.Query("tag") is { Length: > 0 } tag
            ? tag.StartsWith("sha256:", StringComparison.Ordinal) ? $"{from}@{tag}" : $"{from}:{tag}"
            : exchange.Query("fromImage") ?? "");
        var known = ImageCatalogue.Of(reference) ?? throw NotServed(reference);
        bool present;
        lock (engine.Gate)
        {
            present = engine.FindImage(reference) is not null;
            if (!present)
                engine.State.Images.Add(FromCatalogue(known, engine.Now));
            engine.Emit("image", "pull", reference, [new("name", ImageReference.Repository(reference))]);
        }
        exchange.Http.Response.ContentType = "application/json";
        foreach (var line in PullLines(known, present))
            await exchange.Http.Response.WriteAsync(line.ToJsonString() + "\r\n", exchange.Aborted);
    }

    public static SimImage FromCatalogue(KnownImage known, DateTimeOffset at)
    {
        var config = new JsonObject
        {
            ["Env"] = JsonText.Array(["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", .. known.Env]),
            ["Cmd"] = known.Command.Length > 0 ? JsonText.Array(known.Command) : null,
            ["Entrypoint"] = known.Entrypoint.Length > 0 ? JsonText.Array(known.Entrypoint) : null,
            ["User"] = known.User ?? "",
            ["Labels"] = new JsonObject { ["org.opencontainers.image.title"] = ImageReference.Repository(known.Reference) },
        };
        if (known.Ports.Length > 0)
            config["ExposedPorts"] = new JsonObject(known.Ports.Select(port => KeyValuePair.Create(port, (JsonNode?)new JsonObject())));
        if (known.Volumes.Length > 0)
            config["Volumes"] = new JsonObject(known.Volumes.Select(path => KeyValuePair.Create(path, (JsonNode?)new JsonObject())));
        if (known.HealthTest is { } test)
            config["Healthcheck"] = new JsonObject { ["Test"] = new JsonArray("CMD-SHELL", test), ["Interval"] = 30_000_000_000L };
        return new SimImage
        {
            Id = "sha256:" + DockerEngine.Hex("image" + known.Reference),
            Tags = [known.Reference],
            Created = at.AddDays(-20 - known.Reference.Length),
            Size = known.Size,
            Config = config,
            Digest = "sha256:" + DockerEngine.Hex("digest" + known.Reference),
        };
    }

    private static DockerFault NotServed(string reference) => ImageCatalogue.HasRepository(reference)
        ? new(404, $"manifest for {reference} not found: manifest unknown: manifest unknown")
        : new(404, $"pull access denied for {ImageReference.Repository(reference)}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied");

    private static IEnumerable<JsonObject> PullLines(KnownImage known, bool present)
    {
        var tag = known.Reference[(known.Reference.LastIndexOf(':') + 1)..];
        yield return new JsonObject { ["status"] = $"Pulling from {ImageReference.Repository(known.Reference)}", ["id"] = tag };
        for (var layer = 0; layer < 3 && !present; layer++)
        {
            var id = DockerEngine.Hex($"{known.Reference}{layer}")[..12];
            var size = known.Size / 3;
            yield return new JsonObject { ["status"] = "Pulling fs layer", ["progressDetail"] = new JsonObject(), ["id"] = id };
            for (var part = 1; part <= 4; part++)
                yield return new JsonObject { ["status"] = "Downloading", ["progressDetail"] = new JsonObject { ["current"] = size * part / 4, ["total"] = size }, ["id"] = id };
            yield return new JsonObject { ["status"] = "Pull complete", ["progressDetail"] = new JsonObject(), ["id"] = id };
        }
        yield return new JsonObject { ["status"] = "Digest: sha256:" + DockerEngine.Hex("digest" + known.Reference) };
        yield return new JsonObject { ["status"] = $"Status: {(present ? "Image is up to date" : "Downloaded newer image")} for {known.Reference}" };
    }

    private async Task ImportAsync(DockerExchange exchange)
    {
        using var content = new MemoryStream();
        await exchange.Http.Request.Body.CopyToAsync(content, exchange.Aborted);
        var tag = ImageReference.Normalise($"{exchange.Query("repo")}:{(exchange.Query("tag") is { Length: > 0 } given ? given : "latest")}");
        var config = new JsonObject();
        foreach (var change in exchange.Http.Request.Query["changes"])
        {
            if (change is not null && change.StartsWith("CMD ", StringComparison.OrdinalIgnoreCase))
                config["Cmd"] = JsonNode.Parse(change[4..]);
        }
        string id;
        lock (engine.Gate)
        {
            id = "sha256:" + engine.NewId();
            foreach (var other in engine.State.Images)
                other.Tags.Remove(tag);
            engine.State.Images.Add(new SimImage { Id = id, Tags = [tag], Created = engine.Now, Size = content.Length, Config = config, Comment = "Imported from -" });
            engine.Emit("image", "import", id, [new("name", id)]);
        }
        exchange.Http.Response.ContentType = "application/json";
        await exchange.Http.Response.WriteAsync(new JsonObject { ["status"] = id }.ToJsonString() + "\r\n", Encoding.UTF8, exchange.Aborted);
    }

    private SimImage Find(string name) =>
        engine.FindImage(name) ?? throw new DockerFault(404, $"no such image: {name}: No such image: {ImageReference.Normalise(name)}");

    private static JsonArray Digests(SimImage image) => image.Digest is null || image.Tags.Count == 0
        ? [] : new JsonArray($"{ImageReference.Repository(image.Tags[0])}@{image.Digest}");

    private static JsonObject Shown(JsonObject own)
    {
        var config = JsonText.Fill(ContainerTemplates.Config, own);
        foreach (var key in (ReadOnlySpan<string>)["ExposedPorts", "Healthcheck"])
        {
            if (own[key] is { } value)
                config[key] = value.DeepClone();
        }
        return config;
    }
}
