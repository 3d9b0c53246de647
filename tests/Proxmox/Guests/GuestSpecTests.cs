using System.Text.Json.Nodes;
using HomelabMcp.Core;
using HomelabMcp.Engine;

namespace HomelabMcp.Proxmox.Tests;

/// <summary>Specs of guests: spellings that mean the same, and mistakes that are told before anything is done.</summary>
public sealed class GuestSpecTests
{
    [Theory]
    [InlineData("""{"disks":{"scsi0":"local-lvm:32,discard=on"}}""", """{"disks":{"scsi0":{"storage":"local-lvm","size":"32G","discard":"on"}}}""")]
    [InlineData("""{"disks":{"scsi0":{"file":"local-lvm:vm-100-disk-0","size":"1.5G"}}}""", """{"disks":{"scsi0":{"storage":"local-lvm","size":"1536M"}}}""")]
    [InlineData("""{"disks":{"ide2":"local:cloudinit"}}""", """{"disks":{"ide2":{"file":"cloudinit","storage":"local","media":"cdrom"}}}""")]
    [InlineData("""{"disks":{"ide2":"local:100/vm-100-cloudinit.qcow2,media=cdrom,size=4M"}}""", """{"disks":{"ide2":{"file":"cloudinit","storage":"local","media":"cdrom"}}}""")]
    [InlineData("""{"network":{"net0":"virtio=bc:24:11:00:00:01,bridge=vmbr0"}}""", """{"network":{"net0":{"model":"virtio","macaddr":"BC:24:11:00:00:01","bridge":"vmbr0"}}}""")]
    [InlineData("""{"network":{"net0":{"virtio":"BC:24:11:00:00:01","firewall":1}}}""", """{"network":{"net0":{"model":"virtio","macaddr":"BC:24:11:00:00:01","firewall":true}}}""")]
    [InlineData("""{"agent":1}""", """{"agent":{"enabled":true}}""")]
    [InlineData("""{"agent":true}""", """{"agent":{"enabled":true}}""")]
    [InlineData("""{"memory":"2048","onboot":1,"cpulimit":"1.50"}""", """{"memory":2048,"onboot":true,"cpulimit":1.5}""")]
    [InlineData("""{"startup":"1"}""", """{"startup":{"order":1}}""")]
    [InlineData("""{"tags":"Web; db,web"}""", """{"tags":["db","web"]}""")]
    [InlineData("""{"ipconfig":{"ipconfig0":"ip=${netbox.ip-address.web.address},gw=192.0.2.1"}}""", """{"ipconfig":{"ipconfig0":{"ip":"${netbox.ip-address.web.address}","gw":"192.0.2.1"}}}""")]
    public void Spellings_of_the_same_meet_in_one_form_and_stay_there(string written, string normal)
    {
        var once = SpecNormaliser.Normalise(VmKind.Kind.Fields, (JsonObject)JsonNode.Parse(written)!);
        Assert.Equal(CanonicalJson.Text(JsonNode.Parse(normal)), CanonicalJson.Text(once));
        Assert.Equal(CanonicalJson.Text(once), CanonicalJson.Text(SpecNormaliser.Normalise(VmKind.Kind.Fields, once)));
    }

    [Theory]
    [InlineData("""{"network":{"net0":{"bridge":"vmbr0","vlan":5}}}""", "network.net0", "vlan")]
    [InlineData("""{"ipconfig":{"ipconfig0":{"gw":"192.0.2.1"}}}""", "ipconfig.ipconfig0", "'gw' needs 'ip'")]
    [InlineData("""{"disks":{"scsi99":{"storage":"local"}}}""", "disks.scsi99", "too high")]
    [InlineData("""{"disks":{"scsi0":{"size":"8G"}}}""", "disks.scsi0", "neither 'storage' nor 'file'")]
    [InlineData("""{"tags":["hl.home.0123456789ab"]}""", "tags", "ownership mark")]
    [InlineData("""{"template":true,"state":"running"}""", "state", "template cannot run")]
    public void A_mistake_is_told_with_its_place(string spec, string field, string sentence)
    {
        var manifest = new Manifest { Key = new("proxmox.vm", "x", "pve"), Spec = SpecNormaliser.Normalise(VmKind.Kind.Fields, (JsonObject)JsonNode.Parse(spec)!), Source = new("x.yaml", 1) };
        var fault = Assert.Single(VmKind.Kind.Check(manifest));
        Assert.Equal(field, fault.Field);
        Assert.Contains(sentence, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("qemu-config", "proxmox.vm")]
    [InlineData("qemu-config-112", "proxmox.vm")]
    [InlineData("qemu-config-110-after2", "proxmox.vm")]
    [InlineData("qemu-clone-linked.config", "proxmox.vm")]
    [InlineData("lxc-config", "proxmox.container")]
    public void A_recorded_configuration_reads_into_a_valid_spec_without_what_the_server_fills_in(string recording, string kind)
    {
        var type = kind is "proxmox.vm" ? GuestType.Vm : GuestType.Container;
        var spec = type.Read(Shared.Config(recording));
        Assert.Equal(CanonicalJson.Text(spec), CanonicalJson.Text(SpecNormaliser.Normalise(type.Kind.Fields, spec)));
        Assert.Empty(type.Kind.Check(new() { Key = new(kind, "x", "pve"), Spec = spec, Source = new("x", 1) }));
        foreach (var hidden in new[] { "digest", "meta", "smbios1", "vmgenid", "cipassword", "parent" }) Assert.False(spec.ContainsKey(hidden), hidden);
        Assert.DoesNotContain("vm-1", spec["disks"]?.ToJsonString() ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Both_examples_are_valid_manifests()
    {
        var kinds = new KindSet(new ProxmoxPlatform().Kinds, [KeyValuePair.Create("pve", "proxmox")]);
        foreach (var kind in new ProxmoxPlatform().Kinds)
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(kind.Example);
            var reading = new DesiredReader(kinds).Read(new("1", [new("x.yaml", kind.Name, bytes.Length, false, () => bytes)]));
            Assert.Empty(reading.Faults);
        }
    }
}
