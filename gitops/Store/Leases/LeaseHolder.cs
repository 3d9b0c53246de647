using System.Diagnostics;
using System.Globalization;
using HomelabMcp.Core;

namespace HomelabMcp.Store;

/// <summary>The process that writes.</summary>
/// <param name="Host">Machine name.</param>
/// <param name="Pid">Process id there.</param>
/// <param name="Started">When that process began, so that a number used again is not taken for it.</param>
/// <param name="Instance">Differs between two openings by one process.</param>
internal sealed record LeaseHolder(string Host, int Pid, DateTimeOffset Started, string Instance)
{
    public static LeaseHolder ThisProcess()
    {
        using var process = Process.GetCurrentProcess();
        return new(Environment.MachineName, process.Id, StartOf(process), Guid.NewGuid().ToString("N"));
    }

    /// <summary>Whether the process still runs, as far as this machine can tell; null for another machine's.</summary>
    public bool? IsAlive()
    {
        if (!string.Equals(Host, Environment.MachineName, StringComparison.Ordinal)) return null;
        try
        {
            using var process = Process.GetProcessById(Pid);
            return (StartOf(process) - Started).Duration() < TimeSpan.FromSeconds(2);
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return false;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // It exists and belongs to somebody else, whose start time we may not see.
            return true;
        }
    }

    private static DateTimeOffset StartOf(Process process) => new(process.StartTime.ToUniversalTime());

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"process {Pid} on {Host}");
}

/// <summary>Another process holds the store.</summary>
public sealed class StoreInUseException(string sentence) : HomelabException(sentence);

/// <summary>This process held the store and does no longer: it must stop writing to live systems at once.</summary>
public sealed class LeaseLostException(string sentence) : HomelabException(sentence);
