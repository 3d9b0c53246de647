using System.Globalization;

namespace HomelabMcp.Simulation.Demo;

/// <summary>The configuration of the demo home's guests, option by option.</summary>
internal static class DemoGuests
{
    public static Dictionary<string, string> Container(HomeMachine machine, string volume)
    {
        var config = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["arch"] = "amd64",
            ["cores"] = Text(machine.Cores),
            ["description"] = Describe(machine),
            ["features"] = machine.Name is "docker01" or "jellyfin" ? "nesting=1,keyctl=1" : "nesting=1",
            ["hostname"] = machine.Name,
            ["memory"] = Text(machine.MemoryMib),
            ["nameserver"] = Home.NameServer,
            ["net0"] = $"name=eth0,bridge=vmbr0,firewall=1,gw=10.20.{machine.Lan}.1,hwaddr={Mac(machine)},ip={machine.Address}/24,tag={machine.Lan},type=veth",
            ["ostype"] = "debian",
            ["rootfs"] = $"{volume},size={machine.DiskGib}G",
            ["searchdomain"] = Home.Domain,
            ["swap"] = Text(machine.MemoryMib <= 1024 ? 512 : 1024),
            ["tags"] = machine.Tags,
            ["unprivileged"] = "1",
        };
        AddStart(config, machine);
        return config;
    }

    public static Dictionary<string, string> Machine(HomeMachine machine, string volume, string cloudInit)
    {
        var config = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["agent"] = "enabled=1,fstrim_cloned_disks=1",
            ["boot"] = "order=scsi0;net0",
            ["cores"] = Text(machine.Cores),
            ["cpu"] = "x86-64-v2-AES",
            ["description"] = Describe(machine).TrimEnd('\n'),
            ["machine"] = "q35",
            ["memory"] = Text(machine.MemoryMib),
            ["meta"] = "creation-qemu=10.1.2,ctime=1745678901",
            ["name"] = machine.Name,
            ["net0"] = $"virtio={Mac(machine)},bridge=vmbr0,firewall=1,tag={machine.Lan}",
            ["numa"] = "0",
            ["ostype"] = machine.Name is "win11" ? "win11" : "l26",
            ["scsi0"] = $"{volume},discard=on,iothread=1,size={machine.DiskGib}G,ssd=1",
            ["scsihw"] = "virtio-scsi-single",
            ["smbios1"] = $"uuid={Uuid(machine, 1)}",
            ["sockets"] = "1",
            ["tags"] = machine.Tags,
            ["vmgenid"] = Uuid(machine, 2),
        };
        if (machine.Name is not ("win11" or "homeassistant" or "nas01"))
            AddCloudInit(config, machine, cloudInit);
        if (machine.MemoryMib >= 8192)
            config["balloon"] = Text(machine.MemoryMib / 2);
        AddStart(config, machine);
        return config;
    }

    private static void AddCloudInit(Dictionary<string, string> config, HomeMachine machine, string volume)
    {
        config["ciuser"] = "admin";
        config["ide2"] = $"{volume},media=cdrom";
        config["ipconfig0"] = machine.IsTemplate ? "ip=dhcp" : $"ip={machine.Address}/24,gw=10.20.{machine.Lan}.1";
        config["nameserver"] = Home.NameServer;
        config["searchdomain"] = Home.Domain;
        config["serial0"] = "socket";
    }

    private static void AddStart(Dictionary<string, string> config, HomeMachine machine)
    {
        if (machine.IsTemplate)
            config["template"] = "1";
        if (machine.Startup is not { } order)
            return;
        config["onboot"] = "1";
        config["startup"] = order == 1 ? "order=1,up=30" : $"order={order}";
    }

    private static string Describe(HomeMachine machine) => $"{machine.About}\n\n{machine.Name}.{Home.Domain} · {machine.Address}\n";

    public static string Mac(HomeMachine machine) => string.Create(CultureInfo.InvariantCulture, $"BC:24:11:{machine.Lan:X2}:{machine.Id:X2}:{machine.Host:X2}");

    private static string Uuid(HomeMachine machine, int which)
    {
        var bytes = new byte[16];
        new Random((machine.Id * 10) + which).NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    public static Dictionary<string, string> SmallContainer(int id, string volume, string mac) => new(StringComparer.Ordinal)
    {
        ["arch"] = "amd64",
        ["cores"] = "1",
        ["hostname"] = $"ct{id}",
        ["memory"] = "512",
        ["net0"] = $"name=eth0,bridge=vmbr0,hwaddr={mac},ip=dhcp,tag=50,type=veth",
        ["ostype"] = "debian",
        ["rootfs"] = $"{volume},size=8G",
        ["swap"] = "512",
        ["tags"] = "scale",
        ["unprivileged"] = "1",
    };

    public static Dictionary<string, string> SmallMachine(int id, string volume, string mac) => new(StringComparer.Ordinal)
    {
        ["boot"] = "order=scsi0;net0",
        ["cores"] = "1",
        ["memory"] = "1024",
        ["name"] = $"vm{id}",
        ["net0"] = $"virtio={mac},bridge=vmbr0,tag=50",
        ["ostype"] = "l26",
        ["scsi0"] = $"{volume},size=8G",
        ["scsihw"] = "virtio-scsi-single",
        ["tags"] = "scale",
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
