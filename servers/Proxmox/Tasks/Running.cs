using ModelContextProtocol;

namespace HomelabMcp.Proxmox;

/// <summary>Waits for what a call began and tells whoever asked how long it has taken so far.</summary>
internal static class Running
{
    internal static async Task<ProxmoxTask?> FinishAsync(ProxmoxTarget client, ProxmoxResult answer, IProgress<ProgressNotificationValue> progress, CancellationToken cancel) =>
        answer.Ensure().ToText() is { } text && Upid.TryParse(text, out var upid) ? await WaitAsync(client, upid, client.Guests.Options.TaskTimeout, progress, cancel) : null;

    internal static async Task<ProxmoxTask> WaitAsync(ProxmoxTarget client, Upid upid, TimeSpan limit, IProgress<ProgressNotificationValue> progress, CancellationToken cancel)
    {
        var begun = client.Clock.GetTimestamp();
        var looks = 0;
        while (true)
        {
            // In slices, so that a long task is seen to move.
            var left = limit - client.Clock.GetElapsedTime(begun);
            var slice = TimeSpan.FromSeconds(Math.Clamp(left.TotalSeconds, 0, 2));
            var task = await client.Client.WaitForTaskAsync(upid.Text, slice, cancel);
            if (task.Finished || slice == TimeSpan.Zero) return task;
            progress.Report(new() { Progress = ++looks, Message = $"{upid.Type} runs for {client.Clock.GetElapsedTime(begun).TotalSeconds:0} s" });
        }
    }
}
