using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>The calls that concern one guest, and tasks waited for. Shared by drivers and tools.</summary>
internal sealed class GuestAccess(ProxmoxClient client, ClusterView view, ProxmoxOptions options)
{
    internal ProxmoxClient Client => client;

    internal ClusterView View => view;

    internal ProxmoxOptions Options => options;

    internal ProxmoxResource At(GuestRow row) => client.Nodes[row.Node][row.Api][row.Vmid];

    /// <summary>A guest's configuration with pending changes merged in; null when it is not on that node.</summary>
    internal async Task<JsonObject?> ConfigAsync(GuestRow row, CancellationToken cancel)
    {
        var answer = await At(row).Config.GetAsync(cancel: cancel);
        if (answer.IsSuccessStatusCode) return answer.ToObject();
        return ProxmoxFailures.Judge(answer) is PlatformFailure.NotFound ? null : throw ProxmoxFailures.Explain(answer);
    }

    /// <summary>A guest's run state, asked of its node and not of a list.</summary>
    internal async Task<JsonObject> StatusAsync(GuestRow row, CancellationToken cancel) =>
        (await At(row).Status["current"].GetAsync(cancel: cancel)).Ensure().ToObject();

    internal async Task<bool> IsRunningAsync(GuestRow row, CancellationToken cancel) => (await StatusAsync(row, cancel)).Text("status") is "running";

    /// <summary>Waits for what a call began, where it began something, and insists that it succeeded.</summary>
    internal async Task<ProxmoxTask?> FinishAsync(ProxmoxResult answer, CancellationToken cancel) =>
        answer.Ensure().ToText() is { } upid && Upid.TryParse(upid, out _)
            ? (await WaitAsync(upid, cancel)).Ensure()
            : null;

    /// <summary>Waits for a task, however it ends. A wait that is cut short leaves its effect in doubt, and says so.</summary>
    internal async Task<ProxmoxTask> WaitAsync(string upid, CancellationToken cancel)
    {
        try
        {
            return await client.WaitForTaskAsync(upid, options.TaskTimeout, cancel);
        }
        catch (Exception error) when (error is OperationCanceledException or PlatformException { Failure: PlatformFailure.Unreachable })
        {
            throw new PlatformException(PlatformFailure.AnswerLost, $"The Proxmox task {upid} was begun, and its end was not seen.", error);
        }
    }
}
