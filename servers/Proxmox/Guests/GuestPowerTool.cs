using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using HomelabMcp.Core;
using HomelabMcp.Hosting;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace HomelabMcp.Proxmox;

/// <summary>What an operation on a guest came to.</summary>
internal sealed record OperationReply(string Target, int Vmid, UntrustedText Name, string Node, string Done, string Status)
{
    public string? Task { get; init; }
    public bool? Warnings { get; init; }
}

[McpServerToolType]
internal sealed class GuestPowerTool(TargetClients<ProxmoxTarget> clients)
{
    // One tool, and confirmed whatever the action: a hint cannot depend on an argument, and stop and reboot lose what a
    // guest had not written yet.
    [McpServerTool(Name = "proxmox_guest_power", Title = "Start or stop a Proxmox guest", ReadOnly = false, Destructive = true, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Operation("{action} Proxmox guest {guest}? What runs in it may be interrupted.")]
    [Description("Changes the power of a VM or container and waits until it is done. shutdown and reboot ask the guest; stop cuts it off, for when it does not answer.")]
    public async Task<OperationReply> Power(
        [Description("Name, VMID or IP.")] string guest,
        [Description("What to do.")][AllowedValues("start", "shutdown", "reboot", "stop", "suspend", "resume")] string action,
        IProgress<ProgressNotificationValue> progress,
        [Description("Target, if several.")] string? target = null,
        CancellationToken cancel = default)
    {
        var (name, client) = clients.For(target, Access.Operate);
        var row = await client.FindAsync(guest, cancel);
        var before = await StateAsync(client, row, cancel);
        if (Already(action, before) is { } nothing) return new(name, row.Vmid, row.Name, row.Node, nothing, before);
        if (row.IsTemplate) throw new HomelabException($"{row.Vmid} is a template: clone it to get a guest that can run.");

        var parameters = action is "shutdown" or "reboot" ? new Dictionary<string, object?> { ["timeout"] = (int)client.Guests.Options.ShutdownTimeout.TotalSeconds } : null;
        var task = await Running.FinishAsync(client, await client.Guests.At(row).Status[action].CreateAsync(parameters, cancel), progress, cancel);
        client.View.Wrote(row.Vmid);
        if (task is { Succeeded: false } && action is "shutdown" && await StateAsync(client, row, cancel) is not "stopped")
            throw new HomelabException($"'{UntrustedText.CleanOf(row.Name)}' did not shut down within {client.Guests.Options.ShutdownTimeout.TotalSeconds:0} s and still runs: try again, or use action 'stop'.");
        task?.Ensure();
        return new(name, row.Vmid, row.Name, row.Node, $"{action}: done", await StateAsync(client, row, cancel)) { Task = task?.Upid.Text, Warnings = task?.HasWarnings is true ? true : null };
    }

    private static async Task<string> StateAsync(ProxmoxTarget client, GuestRow row, CancellationToken cancel)
    {
        var status = await client.Guests.StatusAsync(row, cancel);
        return status.Text("qmpstatus") is "paused" ? "paused" : status.Text("status") ?? "unknown";
    }

    private static string? Already(string action, string state) => (action, state) switch
    {
        ("start", "running") => "nothing: it runs already",
        ("shutdown" or "stop", "stopped") => "nothing: it is stopped already",
        ("resume", "running") => "nothing: it runs already",
        ("reboot" or "suspend" or "resume", "stopped") => throw new HomelabException($"It is stopped, so it cannot {action}: use action 'start'."),
        _ => null,
    };
}
