using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>Starts and stops guests, and says truthfully what it took.</summary>
internal sealed class GuestPower(GuestAccess access)
{
    /// <summary>
    /// Starts a guest that does not run. A start that fails because another one, such as the one that a create call
    /// asks for, came first is no failure: what counts is that it runs.
    /// </summary>
    internal async Task StartAsync(GuestRow row, IProgress<string> progress, CancellationToken cancel)
    {
        if (await access.IsRunningAsync(row, cancel)) return;
        progress.Report($"starting {row.Vmid}");
        var asked = await access.At(row).Status["start"].CreateAsync(cancel: cancel);
        if (asked.Ensure().ToText() is not { } upid) return;
        var ended = await access.WaitAsync(upid, cancel);
        if (!ended.Succeeded && !await access.IsRunningAsync(row, cancel)) ended.Ensure();
    }

    /// <summary>
    /// Brings a running guest to rest: asks it to shut down, and stops it only when it did not within the time allowed.
    /// </summary>
    /// <returns>What was done, in a few words; empty when it did not run.</returns>
    internal async Task<string> EndAsync(GuestRow row, IProgress<string> progress, CancellationToken cancel)
    {
        if (!await access.IsRunningAsync(row, cancel)) return "";
        progress.Report($"asking {row.Vmid} to shut down");
        var asked = await access.At(row).Status["shutdown"].CreateAsync(
            new Dictionary<string, object?> { ["timeout"] = (int)access.Options.ShutdownTimeout.TotalSeconds }, cancel);
        var ended = asked.Ensure().ToText() is { } upid ? await access.WaitAsync(upid, cancel) : null;
        if (ended?.Succeeded is not false && !await access.IsRunningAsync(row, cancel)) return "shut down";

        progress.Report($"{row.Vmid} did not shut down ({ended?.ExitStatus ?? "it still runs"}): stopping it");
        await access.FinishAsync(await access.At(row).Status["stop"].CreateAsync(cancel: cancel), cancel);
        if (await access.IsRunningAsync(row, cancel)) throw new PlatformException(PlatformFailure.Failed, $"Guest {row.Vmid} still runs after Proxmox said that it had stopped it.");
        return $"stopped, because it did not shut down within {access.Options.ShutdownTimeout.TotalSeconds:0} s";
    }
}
