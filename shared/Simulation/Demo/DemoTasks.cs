using System.Globalization;

using HomelabMcp.Simulation.Proxmox.State;
using HomelabMcp.Simulation.Proxmox.Tasks;

namespace HomelabMcp.Simulation.Demo;

/// <summary>What the demo cluster did in the last days: nightly backups (one failed), restarts, a snapshot, updates.</summary>
internal static class DemoTasks
{
    private const string Root = "root@pam";

    public static void Add(ClusterState state, DateTimeOffset now)
    {
        var midnight = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var tasks = new List<(DateTimeOffset At, int Seconds, string Node, string Type, string Id, string Status, string[] Log)>();
        for (var day = 3; day >= 1; day--)
            foreach (var node in state.Nodes.Keys)
                tasks.Add((midnight.AddDays(-day).AddMinutes(150), 640 + (day * 31), node, "vzdump", "", day == 2 && node is "pve2" ? "job errors" : "OK", Backup(state, node, failed: day == 2 && node is "pve2")));
        tasks.Add((midnight.AddDays(-12).AddHours(18), 4, "pve2", "qmsnapshot", "104", "OK", []));
        tasks.Add((midnight.AddDays(-5).AddHours(20), 5, "pve3", "qmsnapshot", "150", "OK", []));
        tasks.Add((midnight.AddDays(-3).AddHours(9), 3, "pve1", "vzstart", "130", "OK", []));
        tasks.Add((midnight.AddDays(-2).AddHours(11), 61, "pve1", "qmshutdown", "152", "VM quit/powerdown failed - got timeout", []));
        tasks.Add((midnight.AddDays(-2).AddHours(11).AddMinutes(3), 1, "pve1", "qmstop", "152", "OK", []));
        tasks.Add((midnight.AddDays(-1).AddHours(6), 22, "pve3", "aptupdate", "", "OK", ["starting apt-get update", "Hit:1 http://download.proxmox.com/debian/pve trixie InRelease"]));
        tasks.Add((midnight.AddDays(-1).AddHours(17), 1, "pve3", "qmpause", "153", "OK", []));
        foreach (var (task, index) in tasks.Where(task => task.At < now).OrderBy(task => task.At).Select((task, index) => (task, index)))
            state.Tasks.Add(new TaskRecord
            {
                Upid = new Upid(task.Node, 0x3000 + (index * 211), 0x01A2B000 + (index * 9000), task.At.ToUnixTimeSeconds(), task.Type, task.Id, Root).ToString(),
                ExitStatus = task.Status,
                Ended = task.At.AddSeconds(task.Seconds).ToUnixTimeSeconds(),
                Log = [.. task.Log, task.Status is "OK" ? "TASK OK" : $"TASK ERROR: {task.Status}"],
            });
    }

    private static string[] Backup(ClusterState state, string node, bool failed)
    {
        var log = new List<string> { "INFO: starting new backup job: vzdump --pool prod --storage pbs --mode snapshot --notes-template '{{guestname}}' --quiet 1" };
        foreach (var guest in state.Guests.Values.Where(guest => guest.Node == node && state.Pools["prod"].Guests.Contains(guest.Id)))
        {
            log.Add(string.Create(CultureInfo.InvariantCulture, $"INFO: Starting Backup of VM {guest.Id} ({guest.Type})"));
            if (failed && guest.Id == 114)
            {
                log.Add("ERROR: VM 114 qmp command 'backup' failed - got timeout");
                log.Add("ERROR: Backup of VM 114 failed - VM 114 qmp command 'backup' failed - got timeout");
            }
            else
                log.Add(string.Create(CultureInfo.InvariantCulture, $"INFO: Finished Backup of VM {guest.Id} (00:00:{10 + (guest.Id % 40)})"));
        }
        log.Add(failed ? "INFO: Backup job finished with errors" : "INFO: Backup job finished successfully");
        return [.. log];
    }
}
