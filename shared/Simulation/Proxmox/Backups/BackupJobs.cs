using System.Globalization;

using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.Parameters;
using HomelabMcp.Simulation.Proxmox.PropertyStrings;

namespace HomelabMcp.Simulation.Proxmox.Backups;

/// <summary>Scheduled backups. They are kept and shown; the simulator's clock does not run them.</summary>
internal static class BackupJobs
{
    private static readonly HashSet<string> NotOptions = new(StringComparer.Ordinal) { "id", "delete", "starttime", "dow", "node" };

    public static void Map(Routes routes)
    {
        routes.On("GET /cluster/backup", call => call.State.BackupJobs.Select(job => Describe(job.Key, job.Value).With("next-run", NextRun(call, job.Value))).ToList());
        routes.On("POST /cluster/backup", Create);
        routes.On("GET /cluster/backup/{id}", call => Describe(call.Text("id")!, Find(call)));
        routes.On("PUT /cluster/backup/{id}", Update);
        routes.On("DELETE /cluster/backup/{id}", call =>
        {
            Find(call);
            call.State.BackupJobs.Remove(call.Text("id")!);
            return null;
        });
        routes.On("GET /cluster/backup-info/not-backed-up", NotBackedUp);
    }

    private static SortedDictionary<string, string> Find(Call call)
    {
        var id = call.Arguments.Required("id");
        return call.State.BackupJobs.GetValueOrDefault(id) ?? throw ApiError.Parameter("id", $"No such job '{id}'");
    }

    private static Row Describe(string id, SortedDictionary<string, string> job)
    {
        var row = new Row { ["id"] = id, ["type"] = "vzdump" };
        var known = ParameterCatalogue.Endpoints["POST /cluster/backup"].Parameters;
        foreach (var (option, value) in job)
            row[option] = known.GetValueOrDefault(option) switch
            {
                { Kind: ValueKind.Boolean or ValueKind.Integer } when long.TryParse(value, CultureInfo.InvariantCulture, out var number) => number,
                { Format: { } format } when PropertyFormats.Find(format) is { } properties => PropertyString.Parse(properties, value).ToDictionary(pair => pair.Key, pair => (object?)pair.Value, StringComparer.Ordinal),
                _ => value,
            };
        return row;
    }

    /// <summary>Only schedules of the form HH:MM are foretold.</summary>
    private static long? NextRun(Call call, SortedDictionary<string, string> job)
    {
        if (job.GetValueOrDefault("enabled", "1") is "0" || !TimeOnly.TryParse(job.GetValueOrDefault("schedule", ""), CultureInfo.InvariantCulture, out var time))
            return null;
        var now = call.Cluster.Now;
        var next = new DateTimeOffset(now.Date, TimeSpan.Zero) + time.ToTimeSpan();
        return (next <= now ? next.AddDays(1) : next).ToUnixTimeSeconds();
    }

    private static object? Create(Call call)
    {
        var id = call.Text("id") ?? $"backup-{call.Cluster.NewUuid()[..13]}";
        if (call.State.BackupJobs.ContainsKey(id))
            throw ApiError.Parameter("id", $"Job '{id}' already exists");
        Demand(call);
        var job = new SortedDictionary<string, string>(StringComparer.Ordinal);
        call.State.BackupJobs[id] = job;
        Fill(call, job);
        job.TryAdd("enabled", "1");
        return null;
    }

    private static object? Update(Call call)
    {
        var job = Find(call);
        Demand(call);
        foreach (var option in call.Arguments.List("delete"))
            job.Remove(option);
        Fill(call, job);
        return null;
    }

    private static void Demand(Call call)
    {
        if (call.Text("storage") is { } storage && call.Cluster.Storage(storage) is null)
            throw ApiError.Die($"storage '{storage}' does not exist\n");
    }

    private static void Fill(Call call, SortedDictionary<string, string> job)
    {
        foreach (var option in call.Arguments.Names.Where(name => !NotOptions.Contains(name)))
            if (call.Text(option) is { } value)
                job[option] = value;
            else
                job.Remove(option);
    }

    private static List<Row> NotBackedUp(Call call)
    {
        var jobs = call.State.BackupJobs.Values.ToList();
        var all = jobs.Exists(job => job.GetValueOrDefault("all") is "1");
        var named = jobs.SelectMany(job => Arguments.Split(job.GetValueOrDefault("vmid", ""))).ToHashSet(StringComparer.Ordinal);
        var pools = jobs.Select(job => job.GetValueOrDefault("pool")).OfType<string>().Where(call.State.Pools.ContainsKey).SelectMany(pool => call.State.Pools[pool].Guests).ToHashSet();
        return [.. call.State.Guests.Values
            .Where(guest => !all && !named.Contains(guest.Id.ToString(CultureInfo.InvariantCulture)) && !pools.Contains(guest.Id) && call.May($"/vms/{guest.Id}", "VM.Audit"))
            .Select(guest => new Row { ["vmid"] = guest.Id, ["name"] = guest.Name, ["type"] = guest.Type })];
    }
}
