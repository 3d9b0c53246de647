using System.Globalization;
using HomelabMcp.Core;
using HomelabMcp.Hosting;

namespace HomelabMcp.Hub.Checkups;

/// <summary>Looks at one target: its credentials and their rights, whether it answers, its certificate, its clock.</summary>
internal sealed class TargetCheckup(HomelabConfiguration configuration, TargetSettings target, TimeProvider clock)
{
    private static readonly TimeSpan ClockMayDiffer = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>All of it.</summary>
    public async Task<IReadOnlyList<CheckupResult>> RunAsync(CancellationToken cancel)
    {
        var accesses = configuration.Applies ? (Access[])[Access.Read, Access.Operate, Access.Apply] : [Access.Read, Access.Operate];
        var results = new List<CheckupResult>();
        foreach (var access in accesses) results.Add(await ProbeAsync(access, cancel));
        if (target.Url.Scheme is "http" or "https" && await ClockAsync(cancel) is { } time) results.Add(time);
        return results;
    }

    private async Task<CheckupResult> ProbeAsync(Access access, CancellationToken cancel)
    {
        var name = $"{target.Name} {access.ToString().ToLowerInvariant()}";
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        time.CancelAfter(Patience);
        try
        {
            await using var connection = Connections.Open(configuration, target, access, clock);
            var probe = await connection.ProbeAsync(time.Token);
            return probe.Usable
                ? new(name, true, $"{target.Url} answers{(probe.Version is { } version ? $", {target.Platform} {UntrustedText.CleanOf(version)}" : "")}, the rights suffice")
                : new(name, false, UntrustedText.CleanOf(probe.Problem ?? "it cannot be used"));
        }
        catch (HomelabException failure)
        {
            return new(name, false, failure.Message);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(name, false, $"{target.Url} did not answer within {Patience.TotalSeconds:0} s: check address, port and firewall");
        }
    }

    // With the system's own trust: a target behind a pinned or private certificate tells no time here, and the probes
    // above have checked the rest.
    private async Task<CheckupResult?> ClockAsync(CancellationToken cancel)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(target.Url, HttpCompletionOption.ResponseHeadersRead, cancel);
            if (answer.Headers.Date is not { } theirs) return null;
            var differs = (clock.GetUtcNow() - theirs).Duration();
            return new(
                $"{target.Name} clock",
                differs <= ClockMayDiffer,
                string.Create(CultureInfo.InvariantCulture, $"{differs.TotalSeconds:0} s from ours{(differs <= ClockMayDiffer ? "" : ": let both follow a time server")}"));
        }
        catch (Exception silent) when (silent is HttpRequestException || (silent is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return null;
        }
    }
}
