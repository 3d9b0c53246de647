namespace HomelabMcp.Simulation.Tests.Proxmox.Replay;

/// <summary>Recordings the simulator does not match, each with its reason. The list may only shrink: a test fails for a name that matches.</summary>
internal static class NotYetMatching
{
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>
    {
        ["lxc-start-fails.task-status"] = "the recording host had no systemd; here the container starts",
        ["lxc-start-fails.task-log"] = "the recording host had no systemd; here the container starts",
        ["vzdump-now.task-status"] = "the recording host had no rsync; here the backup succeeds",
        ["vzdump-now.task-log"] = "the recording host had no rsync; here the backup succeeds",
        ["qemu-start-no-kvm.task-status"] = "the recording host had no KVM; here the VM starts",
        ["qemu-start-no-kvm.task-log"] = "the recording host had no KVM; here the VM starts",
        ["node-time"] = "the recording host had no timedatectl; here the time is told",
        ["lxc-resize.task-log"] = "the recording host could not check or mount file systems; here it works",
        ["lxc-clone.task-status"] = "the recording host could not check or mount file systems; here it works",
    };
}
