using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox.Tasks;

/// <summary>Lists of tasks, one task's status and log, stopping one.</summary>
internal static class TaskEndpoints
{
    private const int DefaultLimit = 50;
    private const int OfAllNodes = 25;

    public static void Map(Routes routes)
    {
        routes.On("GET /nodes/{node}/tasks", List);
        routes.On("GET /nodes/{node}/tasks/{upid}", _ => Index.Names("log", "status"));
        routes.On("GET /nodes/{node}/tasks/{upid}/status", call => Status(Readable(call)));
        routes.On("GET /nodes/{node}/tasks/{upid}/log", Log);
        routes.On("DELETE /nodes/{node}/tasks/{upid}", Stop);
    }

    public static List<Row> OfCluster(Call call)
    {
        var all = call.May("/", "Sys.Audit");
        return [.. Enumerable.Reverse(call.State.Tasks).Where(task => all || IsOwn(call, task)).Take(OfAllNodes).Select(task =>
        {
            var (row, upid) = (Basics(task.Upid, split: true), Upid.Parse(task.Upid)!);
            if (task.ExitStatus is { } status)
            {
                row["endtime"] = task.Ended;
                row["status"] = status;
            }
            row["saved"] = task.ExitStatus is null ? "0" : "1";
            row["user"] = upid.Owner.User;
            return row;
        })];
    }

    private static bool IsOwn(Call call, TaskRecord task) => Upid.Parse(task.Upid)!.Owner is var (user, token)
        && user == call.Caller.User && (call.Caller.TokenId is null || call.Caller.TokenId == token);

    private static List<Row> List(Call call)
    {
        var (node, source) = (call.Node, call.Text("source") ?? "archive");
        var (type, guest, user, errors) = (call.Text("typefilter"), call.Text("vmid"), call.Text("userfilter"), call.Flag("errors"));
        var (since, until) = (call.Arguments.Integer("since"), call.Arguments.Integer("until"));
        var statuses = call.Arguments.List("statusfilter");
        var audit = call.May($"/nodes/{node}", "Sys.Audit");
        var found = Enumerable.Reverse(call.State.Tasks).Select(task => (Task: task, Upid: Upid.Parse(task.Upid)!)).Where(entry =>
            entry.Upid.Node == node
            && (source == "all" || (source == "active") == (entry.Task.ExitStatus is null))
            && (audit || IsOwn(call, entry.Task))
            && (type is null || entry.Upid.Type == type)
            && (guest is null || entry.Upid.Id == guest)
            && (user is null || entry.Upid.User.Contains(user, StringComparison.Ordinal))
            && (!errors || entry.Task.ExitStatus is not (null or "OK"))
            && (statuses.Count == 0 || statuses.Contains(Kind(entry.Task), StringComparer.Ordinal))
            && !(entry.Upid.Start < since) && !(entry.Upid.Start > until)).ToList();
        // A node that never ran a task has no index to count.
        if (call.State.Tasks.Count > 0)
            call.Beside["total"] = found.Count;
        return [.. found.Skip((int)(call.Arguments.Integer("start") ?? 0)).Take((int)(call.Arguments.Integer("limit") ?? DefaultLimit)).Select(entry => Listed(entry.Task))];
    }

    private static string Kind(TaskRecord task) => task.ExitStatus switch
    {
        null => "unknown",
        "OK" => "ok",
        var status when status.StartsWith("WARNINGS", StringComparison.Ordinal) => "warning",
        "unexpected status" => "unknown",
        _ => "error",
    };

    private static Row Listed(TaskRecord task)
    {
        var running = task.ExitStatus is null;
        var row = Basics(task.Upid, split: !running);
        row["status"] = task.ExitStatus ?? "RUNNING";
        if (running)
            row["saved"] = "0";
        else
            row["endtime"] = task.Ended;
        return row;
    }

    /// <summary>Running tasks are listed with user and token in one, finished ones apart.</summary>
    private static Row Basics(string text, bool split)
    {
        var upid = Upid.Parse(text)!;
        return new Row
        {
            ["upid"] = text,
            ["node"] = upid.Node,
            ["pid"] = upid.Pid,
            ["pstart"] = upid.ProcessStart,
            ["starttime"] = upid.Start,
            ["type"] = upid.Type,
            ["id"] = upid.Id,
            ["user"] = split ? upid.Owner.User : upid.User,
        }.With("tokenid", split ? upid.Owner.Token : null);
    }

    private static Row Status(TaskRecord task) => Basics(task.Upid, split: true)
        .With("status", task.ExitStatus is null ? "running" : "stopped")
        .With("exitstatus", task.ExitStatus);

    /// <exception cref="ApiError">400 for what is no UPID or no task; 403 for somebody else's task without Sys.Audit.</exception>
    private static TaskRecord Readable(Call call)
    {
        var text = call.Arguments.Required("upid");
        var upid = Upid.Parse(text) ?? throw ApiError.Parameter("upid", "unable to parse worker upid");
        if (upid.Node != call.Node)
            throw ApiError.Parameter("upid", "node name missmatch");
        if (!(upid.Owner is var (user, token) && user == call.Caller.User && (call.Caller.TokenId is null || call.Caller.TokenId == token)))
            call.Demand($"/nodes/{call.Node}", "Sys.Audit");
        return call.State.Tasks.FindLast(task => task.Upid == text) ?? throw ApiError.Parameter("upid", "no such task");
    }

    private static List<Row> Log(Call call)
    {
        var lines = Readable(call).Log;
        IReadOnlyList<string> shown = lines.Count == 0 ? ["no content"] : lines;
        call.Beside["total"] = shown.Count;
        var start = (int)(call.Arguments.Integer("start") ?? 0);
        var limit = (int)(call.Arguments.Integer("limit") ?? DefaultLimit);
        return [.. shown.Select((text, index) => new Row { ["n"] = index + 1, ["t"] = text }).Skip(start).Take(limit == 0 ? int.MaxValue : limit)];
    }

    private static object? Stop(Call call)
    {
        var text = call.Arguments.Required("upid");
        var upid = Upid.Parse(text) ?? throw ApiError.Parameter("upid", "unable to parse worker upid");
        var task = call.State.Tasks.FindLast(task => task.Upid == text) ?? throw ApiError.Parameter("upid", "no such task");
        if (upid.Owner.User != call.Caller.User)
            call.Demand($"/nodes/{call.Node}", "Sys.Modify");
        call.Cluster.Tasks.Stop(task);
        return null;
    }
}
