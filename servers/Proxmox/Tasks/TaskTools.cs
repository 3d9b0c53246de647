using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using HomelabMcp.Core;
using HomelabMcp.Hosting;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace HomelabMcp.Proxmox;

/// <summary>Tasks that match, newest first.</summary>
internal sealed record TaskPage(string Target, IReadOnlyList<TaskItem> Items, int Total, string? Next = null);

/// <summary>One task and the end of its log.</summary>
internal sealed record TaskReply(string Target, string Task, string Type, string Node, bool Finished, bool Succeeded)
{
    public UntrustedText? ExitStatus { get; init; }
    public string? On { get; init; }
    public string? User { get; init; }
    public DateTimeOffset Started { get; init; }
    public IReadOnlyList<UntrustedText>? Log { get; init; }
    public int? LogLines { get; init; }
}

[McpServerToolType]
internal sealed class TaskTools(TargetClients<ProxmoxTarget> clients)
{
    [McpServerTool(Name = "proxmox_tasks", Title = "List Proxmox tasks", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Tasks, newest first: the cluster's recent ones, or the whole archive of a node or guest. Read one's log with proxmox_task.")]
    public async Task<TaskPage> List(
        [Description("Of this guest: name, VMID or IP.")] string? guest = null,
        [Description("Of this node.")] string? node = null,
        [Description("Like qmstart, vzdump.")] string? type = null,
        [Description("Outcome.")][AllowedValues("failed", "running", "any")] string state = "any",
        [Description("Page size.")][Range(1, 100)] int limit = 15,
        [Description("'next' of the last page.")] string? cursor = null,
        [Description("Target, if several.")] string? target = null,
        CancellationToken cancel = default)
    {
        var (name, client) = clients.For(target);
        var row = guest is null ? null : await client.FindAsync(guest, cancel);
        var place = row?.Node ?? node;
        var answer = place is null
            ? await client.Client.Cluster.Tasks.GetAsync(cancel: cancel)
            : await client.Client.Nodes[place].Tasks.GetAsync(new Dictionary<string, object?> { ["vmid"] = row?.Vmid, ["typefilter"] = type, ["limit"] = 1000, ["source"] = "all" }, cancel);
        var tasks = answer.Ensure().ToEnumerable().Select(TaskItem.From)
            .Where(task => type is null || task.Type == type)
            .Where(task => state switch { "failed" => task.Failed, "running" => task.Ended is null, _ => true })
            .DistinctBy(task => task.Task).OrderByDescending(task => task.Started).ThenBy(task => task.Task, StringComparer.Ordinal).ToList();
        var from = Skip(cursor);
        return new(name, [.. tasks.Skip(from).Take(limit)], tasks.Count, from + limit < tasks.Count ? (from + limit).ToString(CultureInfo.InvariantCulture) : null);
    }

    [McpServerTool(Name = "proxmox_task", Title = "Read a Proxmox task", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("How a task stands and the end of its log; with wait, once it has ended or the time is over. finished without succeeded is a failure, told by exitStatus.")]
    public async Task<TaskReply> Read(
        [Description("Its name: UPID:node:…:")] string task,
        IProgress<ProgressNotificationValue> progress,
        [Description("Seconds to wait for its end.")][Range(0, 600)] int wait = 0,
        [Description("Last lines of the log.")][Range(0, 200)] int lines = 20,
        [Description("Target, if several.")] string? target = null,
        CancellationToken cancel = default)
    {
        if (!Upid.TryParse(task.Trim(), out var upid)) throw new HomelabException("'task' must be a whole task name, UPID:node:…:type:id:user: with its last colon; proxmox_tasks lists them.");
        var (name, client) = clients.For(target);
        var state = await Running.WaitAsync(client, upid, TimeSpan.FromSeconds(wait), progress, cancel);
        var place = client.Client.Nodes[upid.Node].Tasks[upid.Text]["log"];
        var total = lines is 0 ? 0 : (await place.GetAsync(new Dictionary<string, object?> { ["limit"] = 1 }, cancel)).Ensure().Total ?? 0;
        var log = lines is 0 ? [] : (await place.GetAsync(new Dictionary<string, object?> { ["start"] = Math.Max(0, total - lines), ["limit"] = lines }, cancel)).Ensure().ToEnumerable();
        return new(name, upid.Text, upid.Type, upid.Node, state.Finished, state.Succeeded)
        {
            ExitStatus = state.ExitStatus is { } ended ? new UntrustedText(ended) : (UntrustedText?)null,
            On = upid.Id is "" ? null : upid.Id,
            User = upid.User,
            Started = upid.Started,
            Log = lines is 0 ? null : [.. log.Select(line => new UntrustedText(line.Text("t") ?? ""))],
            LogLines = lines is 0 ? null : total,
        };
    }

    private static int Skip(string? cursor) => cursor is null ? 0
        : int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var skip) ? skip
        : throw new HomelabException("'cursor' must be the 'next' of an earlier page.");
}
