using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace HomelabMcp.Simulation.Docker;

/// <summary>The engine's routes, with and without a version before them.</summary>
internal sealed partial class DockerRoutes
{
    private readonly List<(string Method, Regex Path, Func<DockerExchange, Task> Answer)> _routes = [];
    private readonly DockerEngine _engine;

    public DockerRoutes(DockerEngine engine)
    {
        _engine = engine;
        var views = new ContainerViews(engine);
        AddSystem(new DockerSystem(engine, views));
        AddContainers(new Containers(engine, views), new ContainerLogs(engine), new ContainerStats(engine), new DockerArchive(engine));
        AddNetworks(new Networks(engine));
        AddVolumes(new Volumes(engine));
        AddImages(new Images(engine));
    }

    public async Task AnswerAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers["Api-Version"] = DockerSystem.ApiVersion;
        headers["Docker-Experimental"] = "false";
        headers["Ostype"] = "linux";
        headers.Server = $"Docker/{DockerSystem.Version} (linux)";
        try
        {
            var path = WithoutVersion(http.Request.Path.Value ?? "/");
            foreach (var (method, pattern, answer) in _routes)
            {
                if (http.Request.Method == method && pattern.Match(path) is { Success: true } match)
                {
                    await answer(new DockerExchange(http, Uri.UnescapeDataString(match.Groups["name"].Value)));
                    return;
                }
            }
            throw new DockerFault(404, "page not found");
        }
        catch (DockerFault fault)
        {
            await new DockerExchange(http, "").JsonAsync(new JsonObject { ["message"] = fault.Message }, fault.Status);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client hung up in the middle of a stream; there is nobody to answer.
        }
    }

    private static string WithoutVersion(string path)
    {
        if (Version().Match(path) is not { Success: true } match)
            return path;
        var asked = int.Parse(match.Groups["minor"].Value, CultureInfo.InvariantCulture);
        if (asked > int.Parse(DockerSystem.ApiVersion[2..], CultureInfo.InvariantCulture))
            throw new DockerFault(400, $"client version 1.{asked} is too new. Maximum supported API version is {DockerSystem.ApiVersion}");
        if (asked < int.Parse(DockerSystem.OldestApiVersion[2..], CultureInfo.InvariantCulture))
            throw new DockerFault(400, $"client version 1.{asked} is too old. Minimum supported API version is {DockerSystem.OldestApiVersion}, please upgrade your client to a newer version");
        return path[match.Groups["prefix"].Length..];
    }

    private void Add(string method, string path, Func<DockerExchange, Task> answer) =>
        _routes.Add((method, new Regex("^" + path.Replace("{name}", "(?<name>.+)", StringComparison.Ordinal) + "$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)), answer));

    private void AddSystem(DockerSystem system)
    {
        foreach (var method in (ReadOnlySpan<string>)["GET", "HEAD"])
        {
            Add(method, "/_ping", exchange =>
            {
                exchange.Http.Response.Headers.CacheControl = "no-cache, no-store, must-revalidate";
                exchange.Http.Response.Headers.Pragma = "no-cache";
                exchange.Http.Response.ContentType = "text/plain; charset=utf-8";
                return method == "HEAD" ? Task.CompletedTask : exchange.Http.Response.WriteAsync("OK", exchange.Aborted);
            });
        }
        Add("GET", "/version", exchange => exchange.JsonAsync(DockerSystem.VersionView()));
        Add("GET", "/info", exchange => exchange.JsonAsync(system.Info()));
        Add("GET", "/system/df", exchange => exchange.JsonAsync(system.DiskUsage()));
        Add("GET", "/events", _engine.Events.StreamAsync);
    }

    private void AddContainers(Containers containers, ContainerLogs logs, ContainerStats stats, DockerArchive archive)
    {
        Add("GET", "/containers/json", exchange => exchange.JsonAsync(containers.List(exchange)));
        Add("POST", "/containers/create", async exchange => await exchange.JsonAsync(containers.Create(exchange.Query("name"), await exchange.BodyAsync()), 201));
        Add("POST", "/containers/prune", exchange => exchange.JsonAsync(containers.Prune()));
        Add("GET", "/containers/{name}/json", exchange => exchange.JsonAsync(containers.Inspect(exchange.Name, exchange.Flag("size"))));
        Add("GET", "/containers/{name}/logs", logs.WriteAsync);
        Add("GET", "/containers/{name}/stats", exchange => Containers.StatsAsync(exchange, stats));
        Add("GET", "/containers/{name}/top", exchange => exchange.JsonAsync(stats.Top(exchange.Name)));
        Add("GET", "/containers/{name}/archive", exchange => archive.GetAsync(exchange, headOnly: false));
        Add("HEAD", "/containers/{name}/archive", exchange => archive.GetAsync(exchange, headOnly: true));
        Add("PUT", "/containers/{name}/archive", archive.PutAsync);
        Add("POST", "/containers/{name}/start", exchange => exchange.EmptyAsync(containers.Start(exchange.Name) ? 204 : 304));
        Add("POST", "/containers/{name}/stop", exchange => exchange.EmptyAsync(containers.Stop(exchange.Name) ? 204 : 304));
        Add("POST", "/containers/{name}/restart", exchange => { containers.Restart(exchange.Name); return exchange.EmptyAsync(); });
        Add("POST", "/containers/{name}/kill", exchange => { containers.Kill(exchange.Name, exchange.Query("signal")); return exchange.EmptyAsync(); });
        Add("POST", "/containers/{name}/pause", exchange => { containers.Pause(exchange.Name, pause: true); return exchange.EmptyAsync(); });
        Add("POST", "/containers/{name}/unpause", exchange => { containers.Pause(exchange.Name, pause: false); return exchange.EmptyAsync(); });
        Add("POST", "/containers/{name}/rename", exchange => { containers.Rename(exchange.Name, exchange.Query("name") ?? ""); return exchange.EmptyAsync(); });
        Add("POST", "/containers/{name}/update", async exchange => await exchange.JsonAsync(containers.Update(exchange.Name, await exchange.BodyAsync())));
        Add("POST", "/containers/{name}/wait", containers.WaitAsync);
        Add("DELETE", "/containers/{name}", exchange => { containers.Remove(exchange.Name, exchange.Flag("force"), exchange.Flag("v")); return exchange.EmptyAsync(); });
    }

    private void AddNetworks(Networks networks)
    {
        Add("GET", "/networks/?", exchange => exchange.JsonAsync(networks.List(exchange)));
        Add("POST", "/networks/create", async exchange => await exchange.JsonAsync(networks.Create(await exchange.BodyAsync()), 201));
        Add("POST", "/networks/{name}/connect", async exchange => { networks.Connect(exchange.Name, await exchange.BodyAsync()); await exchange.EmptyAsync(200); });
        Add("POST", "/networks/{name}/disconnect", async exchange => { networks.Disconnect(exchange.Name, await exchange.BodyAsync()); await exchange.EmptyAsync(200); });
        Add("GET", "/networks/{name}", exchange => exchange.JsonAsync(networks.Inspect(exchange.Name)));
        Add("DELETE", "/networks/{name}", exchange => { networks.Remove(exchange.Name); return exchange.EmptyAsync(); });
    }

    private void AddVolumes(Volumes volumes)
    {
        Add("GET", "/volumes/?", exchange => exchange.JsonAsync(volumes.List(exchange)));
        Add("POST", "/volumes/create", async exchange => await exchange.JsonAsync(volumes.Create(await exchange.BodyAsync()), 201));
        Add("POST", "/volumes/prune", exchange => exchange.JsonAsync(volumes.Prune(exchange)));
        Add("GET", "/volumes/{name}", exchange => exchange.JsonAsync(volumes.Inspect(exchange.Name)));
        Add("DELETE", "/volumes/{name}", exchange => { volumes.Remove(exchange.Name); return exchange.EmptyAsync(); });
    }

    private void AddImages(Images images)
    {
        Add("GET", "/images/json", exchange => exchange.JsonAsync(images.List(exchange)));
        Add("POST", "/images/create", images.CreateAsync);
        Add("GET", "/images/{name}/json", exchange => exchange.JsonAsync(images.Inspect(exchange.Name)));
        Add("DELETE", "/images/{name}", exchange => exchange.JsonAsync(images.Remove(exchange.Name, exchange.Flag("force"))));
    }

    [GeneratedRegex(@"^(?<prefix>/v1\.(?<minor>\d{1,3}))/", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();
}
