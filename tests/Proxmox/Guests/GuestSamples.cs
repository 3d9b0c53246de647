using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox.Tests;

/// <summary>A VM and a container to try things on: number 990, on pve1.</summary>
internal static class GuestSamples
{
    public static IKindDriver Driver(SimulatedHome home, string kind) => home.Connection.Drivers.Single(driver => driver.Kind.Name == kind);

    public static ProxmoxResource Raw(SimulatedHome home, string kind) => home.Connection.Client.Nodes["pve1"][kind is "proxmox.vm" ? "qemu" : "lxc"][990].Config;

    public static JsonObject Volume(string kind, JsonObject spec) => (JsonObject)(kind is "proxmox.vm" ? spec["disks"]!["scsi0"]! : spec["rootfs"]!);

    public static JsonObject Spec(string kind) => kind is "proxmox.vm"
        ? new JsonObject
        {
            ["node"] = "pve1",
            ["vmid"] = 990,
            ["cores"] = 2,
            ["memory"] = 1024,
            ["ostype"] = "l26",
            ["scsihw"] = "virtio-scsi-single",
            ["onboot"] = false,
            ["disks"] = new JsonObject { ["scsi0"] = new JsonObject { ["storage"] = "local-lvm", ["size"] = "8G", ["discard"] = "on" } },
            ["network"] = new JsonObject { ["net0"] = new JsonObject { ["bridge"] = "vmbr0", ["tag"] = 20 } },
            ["tags"] = new JsonArray("web"),
            ["state"] = "running",
        }
        : new JsonObject
        {
            ["node"] = "pve1",
            ["vmid"] = 990,
            ["cores"] = 2,
            ["memory"] = 1024,
            ["swap"] = 512,
            ["unprivileged"] = true,
            ["onboot"] = false,
            ["rootfs"] = new JsonObject { ["storage"] = "local-lvm", ["size"] = "8G" },
            ["network"] = new JsonObject { ["net0"] = new JsonObject { ["bridge"] = "vmbr0", ["ip"] = "192.0.2.99/24", ["gw"] = "192.0.2.1", ["tag"] = 20 } },
            ["tags"] = new JsonArray("web"),
            ["state"] = "running",
        };
}
