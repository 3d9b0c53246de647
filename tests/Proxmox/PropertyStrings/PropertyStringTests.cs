using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace HomelabMcp.Proxmox.Tests;

/// <summary>The vectors that ran through Proxmox's own parsers.</summary>
public sealed class PropertyStringTests
{
    private static readonly Dictionary<string, PropertyFormat> Formats = new(StringComparer.Ordinal)
    {
        ["qemu net[n]"] = PropertyFormats.QemuNetwork,
        ["qemu agent"] = PropertyFormats.Agent,
        ["lxc net[n]"] = PropertyFormats.ContainerNetwork,
        ["lxc rootfs"] = PropertyFormats.RootFs,
        ["lxc mp0"] = PropertyFormats.MountPoint,
        ["lxc features"] = PropertyFormats.Features,
        ["pve-qm-boot"] = PropertyFormats.Boot,
        ["pve-qm-hostpci"] = PropertyFormats.HostPci,
        ["pve-qm-ipconfig"] = PropertyFormats.IpConfig,
        ["pve-qm-smbios1"] = PropertyFormats.Smbios,
        ["pve-qm-watchdog"] = PropertyFormats.Watchdog,
        ["pve-vm-cpu-conf"] = PropertyFormats.Cpu,
        ["pve-startup-order"] = PropertyFormats.Startup,
        ["prune-backups"] = PropertyFormats.PruneBackups,
    };

    private static readonly Dictionary<string, Func<string, string?>> Words = new(StringComparer.Ordinal)
    {
        ["CIDR"] = ProxmoxSyntax.Cidr,
        ["disk-size"] = ProxmoxSyntax.DiskSize,
        ["dns-name"] = ProxmoxSyntax.DnsName,
        ["ipv4"] = ProxmoxSyntax.Ipv4,
        ["mac-addr"] = ProxmoxSyntax.Mac,
        ["pve-configid"] = ProxmoxSyntax.ConfigId,
        ["pve-node"] = ProxmoxSyntax.NodeName,
        ["pve-poolid"] = ProxmoxSyntax.PoolId,
        ["pve-storage-id"] = ProxmoxSyntax.StorageId,
        ["pve-userid"] = ProxmoxSyntax.UserId,
        ["pve-vmid"] = ProxmoxSyntax.Vmid,
        ["pve-volume-id"] = ProxmoxSyntax.VolumeId,
        ["urlencoded"] = ProxmoxSyntax.UrlEncoded,
    };

    public static IEnumerable<TheoryDataRow<string, string, string?, string?>> Vectors(string what)
    {
        if (Shared.Root is null) yield break;
        foreach (var row in Shared.Read("recordings/proxmox-property-strings.json").AsArray().OfType<JsonObject>())
        {
            var format = row["format"]!.GetValue<string>();
            var isMine = what switch
            {
                "packed" => Formats.ContainsKey(format) || format.StartsWith("qemu drive ", StringComparison.Ordinal),
                "words" => Words.ContainsKey(format),
                _ => format == what,
            };
            if (isMine) yield return new(format, ProxmoxJson.Text(row["input"])!, row["parsed"]?.ToJsonString(), row["printed"]?.GetValue<string>());
        }
    }

    [Theory]
    [MemberData(nameof(Vectors), "packed")]
    public void A_packed_text_is_read_and_printed_as_Proxmox_does(string format, string input, string? parsed, string? printed)
    {
        var mine = FormatOf(format);
        var read = mine?.TryParse(input, out _);
        // A stored drive has no import-from: that is a word for the call that creates it.
        if (read?.ContainsKey("import-from") is true) read = null;
        if (parsed is null)
        {
            Assert.Null(read);
            return;
        }

        Assert.NotNull(read);
        var wanted = Wanted(format, parsed);
        Assert.Equal(
            wanted.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={entry.Value}"),
            read.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={Plain(entry.Key, entry.Value!)}"));
        if (printed is null) return;
        // What Proxmox adds by itself (a MAC address, a type) is not in what was read; the rest prints the same.
        var withoutAdded = printed.Split(',').Where(part => !(format is "lxc net[n]" && !input.Contains(part.Split('=')[0] + "=", StringComparison.Ordinal)));
        Assert.Equal(string.Join(',', withoutAdded), PropertySpec.Normalise(mine!, read) is JsonObject normal ? mine!.Print(normal) : null);
    }

    [Theory]
    [MemberData(nameof(Vectors), "words")]
    public void A_word_is_accepted_when_Proxmox_accepts_it(string format, string input, string? parsed, string? printed)
    {
        Assert.Null(printed);
        Assert.Equal(parsed is not null, Words[format](input) is null);
    }

    [Theory]
    [MemberData(nameof(Vectors), "parse_size string->bytes")]
    public void A_size_has_as_many_bytes_as_Proxmox_says(string format, string input, string? parsed, string? printed)
    {
        Assert.NotNull(format + printed);
        Assert.Equal(parsed, ProxmoxSyntax.Bytes(input)?.ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [MemberData(nameof(Vectors), "format_size bytes->string")]
    public void Bytes_are_printed_in_the_largest_whole_unit(string format, string input, string? parsed, string? printed)
    {
        Assert.NotNull(format + printed);
        Assert.Equal(parsed?.Trim('"'), ProxmoxSyntax.Size(long.Parse(input, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [MemberData(nameof(Vectors), "pve-tag-list")]
    public void A_tag_list_splits_where_Proxmox_splits_it(string format, string input, string? parsed, string? printed)
    {
        Assert.NotNull(format + printed);
        Assert.Equal(JsonSerializer.Deserialize<string[]>(parsed!), ProxmoxSyntax.Tags(input));
    }

    [Theory]
    [MemberData(nameof(Vectors), "tags normalised (get_unique_tags, tag-style ordering=config, case-insensitive)")]
    public void Tags_are_kept_in_lower_case_and_once(string format, string input, string? parsed, string? printed)
    {
        Assert.NotNull(format + printed);
        Assert.Equal(JsonSerializer.Deserialize<string[]>(parsed!), ProxmoxSyntax.NormalisedTags(input));
    }

    [Theory]
    [MemberData(nameof(Vectors), "UPID")]
    public void A_task_name_is_read_as_Proxmox_reads_it(string format, string input, string? parsed, string? printed)
    {
        Assert.NotNull(format);
        Assert.Equal(parsed is not null, Upid.TryParse(input, out var upid));
        if (parsed is null) return;
        var wanted = (JsonObject)JsonNode.Parse(parsed)!;
        Assert.Equal((wanted.Text("node"), wanted.Whole("pid"), wanted.Whole("pstart"), wanted.Text("type"), wanted.Text("id"), wanted.Text("user"), printed),
            (upid!.Node, upid.ProcessId, upid.ProcessStart, upid.Type, upid.Id, upid.User, upid.ToString()));
        Assert.Equal(wanted.Whole("starttime"), upid.Started.ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData("POST /nodes/{node}/qemu :: net[n]")]
    [InlineData("POST /nodes/{node}/qemu :: scsi[n]")]
    [InlineData("POST /nodes/{node}/qemu :: agent")]
    [InlineData("POST /nodes/{node}/qemu :: cpu")]
    [InlineData("POST /nodes/{node}/qemu :: machine")]
    [InlineData("POST /nodes/{node}/qemu :: vga")]
    [InlineData("POST /nodes/{node}/qemu :: hostpci[n]")]
    [InlineData("POST /nodes/{node}/qemu :: usb[n]")]
    [InlineData("POST /nodes/{node}/qemu :: efidisk0")]
    [InlineData("POST /nodes/{node}/qemu :: tpmstate0")]
    [InlineData("POST /nodes/{node}/qemu :: ipconfig[n]")]
    [InlineData("POST /nodes/{node}/lxc :: net[n]")]
    [InlineData("POST /nodes/{node}/lxc :: mp[n]")]
    [InlineData("POST /nodes/{node}/lxc :: rootfs")]
    [InlineData("POST /nodes/{node}/lxc :: features")]
    [InlineData("POST /nodes/{node}/lxc :: dev[n]")]
    public void A_format_has_the_keys_choices_and_limits_of_the_schema(string place)
    {
        var schema = (JsonObject)Shared.Read("schemas/pve-property-formats.json")[place]!["keys"]!;
        var mine = place.Split(" :: ")[1] switch
        {
            "net[n]" => place.Contains("/qemu", StringComparison.Ordinal) ? PropertyFormats.QemuNetwork : PropertyFormats.ContainerNetwork,
            "scsi[n]" => PropertyFormats.QemuDisk,
            "agent" => PropertyFormats.Agent,
            "cpu" => PropertyFormats.Cpu,
            "machine" => PropertyFormats.Machine,
            "vga" => PropertyFormats.Vga,
            "hostpci[n]" => PropertyFormats.HostPci,
            "usb[n]" => PropertyFormats.Usb,
            "efidisk0" => PropertyFormats.EfiDisk,
            "tpmstate0" => PropertyFormats.TpmState,
            "ipconfig[n]" => PropertyFormats.IpConfig,
            "mp[n]" => PropertyFormats.MountPoint,
            "rootfs" => PropertyFormats.RootFs,
            "features" => PropertyFormats.Features,
            _ => PropertyFormats.Device,
        };
        foreach (var (name, value) in schema)
        {
            var sub = (JsonObject)value!;
            var key = Assert.Single(mine.AllKeys, key => key.Name == name);
            Assert.Equal(sub.Text("alias"), key.Alias);
            if (sub["enum"] is JsonArray choices && name is not "reported-model") Assert.Equal(choices.Select(ProxmoxJson.Text), key.Choices);
            if (sub.Text("minimum") is { } minimum) Assert.Equal(decimal.Parse(minimum, CultureInfo.InvariantCulture), key.Minimum);
            if (sub.Text("maximum") is { } maximum) Assert.Equal(decimal.Parse(maximum, CultureInfo.InvariantCulture), key.Maximum);
            if (sub.Text("default_key") is "1") Assert.Equal(name, mine.Unnamed);
        }
    }

    [Fact]
    public void What_was_printed_reads_back_the_same()
    {
        var texts = Gen.Select(Gen.Int[0, PropertyFormats.NetworkModels.Length - 1].Select(index => PropertyFormats.NetworkModels[index]), Gen.Int[1, 4094], Gen.Bool, Gen.Int[0, 1].Select(index => $"vmbr{index}"), Gen.Bool)
            .Select((model, tag, firewall, bridge, hasMac) => $"{model}{(hasMac ? "=BC:24:11:00:00:01" : "")},tag={tag},firewall={(firewall ? "on" : "0")},bridge={bridge}");
        texts.Sample(text =>
        {
            var first = PropertyFormats.QemuNetwork.Parse(text);
            var printed = PropertyFormats.QemuNetwork.Print(first);
            return PropertyFormats.QemuNetwork.SameMeaning(text, printed) && PropertyFormats.QemuNetwork.Print(PropertyFormats.QemuNetwork.Parse(printed)) == printed;
        });
    }

    private static PropertyFormat? FormatOf(string format) => format.StartsWith("qemu drive ", StringComparison.Ordinal)
        ? PropertyFormats.Drive(format["qemu drive ".Length..])
        : Formats[format];

    // What Proxmox's readers add (position of a drive, kind of a mount, generated addresses) is no part of the text.
    private static Dictionary<string, string> Wanted(string format, string parsed)
    {
        if (JsonNode.Parse(parsed) is not JsonObject fields) return PropertyFormats.Startup.Parse(JsonNode.Parse(parsed)!.GetValue<string>()).ToDictionary(entry => entry.Key, entry => Plain(entry.Key, entry.Value!), StringComparer.Ordinal);
        string[] added = format switch
        {
            _ when format.StartsWith("qemu drive ", StringComparison.Ordinal) => ["index", "interface"],
            "lxc rootfs" => ["mp", "type"],
            "lxc mp0" => ["type"],
            "lxc net[n]" when !parsed.Contains("0D:0E:0F", StringComparison.Ordinal) => ["hwaddr", "type"],
            _ => [],
        };
        return fields.Where(entry => !added.Contains(entry.Key)).ToDictionary(entry => entry.Key, entry => ProxmoxJson.Text(entry.Value)!, StringComparer.Ordinal);
    }

    private static string Plain(string key, JsonNode value) =>
        key is "size" ? ProxmoxSyntax.Bytes(ProxmoxJson.Text(value)!)!.Value.ToString(CultureInfo.InvariantCulture) : ProxmoxJson.Text(value)!;
}
