using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace HomelabMcp.Simulation.Docker;

/// <summary>The engine's event stream: the last 256 are kept, as the real one keeps them, in memory only.</summary>
internal sealed class DockerEvents(TimeProvider clock)
{
    private const int Kept = 256;
    private readonly Lock _gate = new();
    private readonly Queue<JsonObject> _past = new();
    private ImmutableList<Channel<JsonObject>> _readers = [];

    public void Publish(string type, string action, string id, IEnumerable<KeyValuePair<string, string>> attributes, string? from)
    {
        var now = clock.GetUtcNow();
        var entry = new JsonObject();
        if (type == "container")
        {
            entry["status"] = action;
            entry["id"] = id;
            entry["from"] = from;
        }
        entry["Type"] = type;
        entry["Action"] = action;
        entry["Actor"] = new JsonObject
        {
            ["ID"] = id,
            ["Attributes"] = new JsonObject(attributes.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        };
        entry["scope"] = "local";
        entry["time"] = now.ToUnixTimeSeconds();
        entry["timeNano"] = (now - DateTimeOffset.UnixEpoch).Ticks * 100;
        lock (_gate)
        {
            _past.Enqueue(entry);
            if (_past.Count > Kept)
                _past.Dequeue();
            foreach (var reader in _readers)
                reader.Writer.TryWrite(entry);
        }
    }

    public async Task StreamAsync(DockerExchange exchange)
    {
        var filters = DockerFilters.Parse(exchange.Query("filters"),
            "container", "event", "image", "label", "network", "type", "volume", "daemon", "scope");
        var since = DockerTime.Parse(exchange.Query("since"), clock);
        var until = DockerTime.Parse(exchange.Query("until"), clock);
        var live = Channel.CreateBounded<JsonObject>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });
        JsonObject[] past;
        lock (_gate)
        {
            past = since is null ? [] : [.. _past];
            _readers = _readers.Add(live);
        }
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(exchange.Aborted);
        if (until is { } end)
            stop.CancelAfter(end > clock.GetUtcNow() ? end - clock.GetUtcNow() : TimeSpan.Zero);
        try
        {
            exchange.Http.Response.ContentType = "application/json";
            await exchange.Http.Response.StartAsync(exchange.Aborted);
            foreach (var entry in past.Where(entry => At(entry) >= since && (until is null || At(entry) <= until) && Matches(entry, filters)))
                await WriteAsync(exchange, entry);
            await exchange.Http.Response.Body.FlushAsync(exchange.Aborted);
            await foreach (var entry in live.Reader.ReadAllAsync(stop.Token))
            {
                if (Matches(entry, filters))
                    await WriteAsync(exchange, entry);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // `until` has come or the client has left: both end the stream without an error.
        }
        finally
        {
            lock (_gate)
                _readers = _readers.Remove(live);
        }
    }

    private static DateTimeOffset At(JsonObject entry) => DateTimeOffset.UnixEpoch.AddTicks(entry["timeNano"]!.GetValue<long>() / 100);

    private static async Task WriteAsync(DockerExchange exchange, JsonObject entry)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(entry.ToJsonString() + "\n");
        await exchange.Http.Response.Body.WriteAsync(bytes, exchange.Aborted);
        await exchange.Http.Response.Body.FlushAsync(exchange.Aborted);
    }

    private static bool Matches(JsonObject entry, DockerFilters filters)
    {
        var type = entry["Type"]!.GetValue<string>();
        var actor = entry["Actor"]!;
        var id = actor["ID"]!.GetValue<string>();
        var attributes = actor["Attributes"]!.AsObject();
        bool Subject(string kind) => filters.Allows(kind, wanted =>
            type == kind && (id.StartsWith(wanted, StringComparison.Ordinal) || attributes["name"]?.GetValue<string>() == wanted));
        return filters.Allows("type", wanted => wanted == type)
            && filters.Allows("event", wanted => wanted == entry["Action"]!.GetValue<string>())
            && filters.AllowsLabels(attributes)
            && Subject("container") && Subject("network") && Subject("volume") && Subject("image");
    }
}
