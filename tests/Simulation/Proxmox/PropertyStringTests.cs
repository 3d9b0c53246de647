using System.Globalization;
using System.Text.Json.Nodes;

using CsCheck;

using HomelabMcp.Simulation.Proxmox.Guests;
using HomelabMcp.Simulation.Proxmox.Parameters;
using HomelabMcp.Simulation.Proxmox.PropertyStrings;
using HomelabMcp.Simulation.Proxmox.State;
using HomelabMcp.Simulation.Proxmox.Tasks;
using HomelabMcp.Simulation.Tests.Proxmox.Replay;

namespace HomelabMcp.Simulation.Tests.Proxmox;

public sealed class PropertyStringTests
{
    private static readonly JsonArray Vectors = Recording.SharedFile("recordings/proxmox-property-strings.json") is { } file
        ? JsonNode.Parse(File.ReadAllText(file))!.AsArray()
        : [];

    public static TheoryData<int, string> Cases
    {
        get
        {
            var cases = new TheoryData<int, string>();
            for (var index = 0; index < Vectors.Count; index++)
                cases.Add(index, $"{Vectors[index]!["format"]}: {Vectors[index]!["input"]}");
            if (Vectors.Count == 0)
                cases.Add(-1, "");
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_parsed_and_printed_as_by_the_real_code(int index, string description)
    {
        Assert.SkipWhen(index < 0, "The vectors are not beside this checkout.");
        var vector = Vectors[index]!;
        var (format, input) = ((string)vector["format"]!, vector["input"]!.ToString());
        var expected = (vector["error"]?.ToString(), Flat(vector["parsed"]), vector["printed"]?.ToString());
        var actual = Run(format, input);
        Assert.True(expected.Item1 is "undef (rejected)" ? actual.Error is not null : expected.Item1 == actual.Error, $"{description}: error '{actual.Error}'");
        if (expected.Item1 is not null)
            return;
        if (expected.Item2 is not null)
            Assert.Equal(WithoutDrawn(expected.Item2), WithoutDrawn(actual.Parsed!));
        if (expected.Item3 is { } printed && actual.Printed is not null)
            Assert.Equal(printed, actual.Printed);
    }

    /// <summary>A generated address varies; that there is one is added by the configuration, not by the parser.</summary>
    private static string WithoutDrawn(string flat) => string.Join('|', flat.Split('|').Where(part => part is not "type=veth" && !part.StartsWith("hwaddr=", StringComparison.Ordinal)));

    private static string? Flat(JsonNode? parsed) => parsed switch
    {
        null => null,
        JsonObject row => string.Join('|', row.Where(pair => pair.Key is not ("interface" or "index") && !(pair.Key is "type" && (string)pair.Value! is "bind" or "volume") && !(pair.Key is "mp" && (string)pair.Value! is "/")).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")),
        JsonArray items => string.Join('|', items.Select(item => item!.ToString())),
        _ => parsed.ToString(),
    };

    private static (string? Error, string? Parsed, string? Printed) Run(string format, string input)
    {
        if (format is "UPID")
            return Upid.Parse(input) is { } upid ? (null, $"id={upid.Id}|node={upid.Node}|pid={upid.Pid}|pstart={upid.ProcessStart}|starttime={upid.Start}|type={upid.Type}|user={upid.User}", upid.ToString()) : ($"unable to parse worker upid '{input}'\n", null, null);
        if (format.StartsWith("format_size", StringComparison.Ordinal))
            return (null, DiskSize.Print(long.Parse(input, CultureInfo.InvariantCulture)), null);
        if (format.StartsWith("parse_size", StringComparison.Ordinal))
            return DiskSize.Parse(input) is { } bytes ? (null, bytes.ToString(CultureInfo.InvariantCulture), null) : ("rejected", null, null);
        if (format.StartsWith("tags normalised", StringComparison.Ordinal))
            return (null, Tags.Normalise(new ClusterState { Options = { ["tag-style"] = "ordering=config" } }, input).Replace(';', '|'), null);
        if (PropertyOf(format) is { } properties)
            return Parse(properties, input, stored: format.StartsWith("qemu drive", StringComparison.Ordinal));
        if (format.StartsWith("qemu drive", StringComparison.Ordinal))
            return ("no such drive", null, null);
        var error = ValueFormats.Check(format, input);
        var parsed = format switch
        {
            "pve-volume-id" => input.Split(':')[0],
            _ when format.EndsWith("-list", StringComparison.Ordinal) => string.Join('|', Simulation.Proxmox.Http.Arguments.Split(input)),
            _ => input,
        };
        return (error, error is null ? parsed : null, null);
    }

    private static PropertyFormat? PropertyOf(string format)
    {
        var option = format.StartsWith("qemu ", StringComparison.Ordinal) || format.StartsWith("lxc ", StringComparison.Ordinal) ? format.Split(' ')[^1].Replace("[n]", "0", StringComparison.Ordinal) : null;
        return option is null ? PropertyFormats.Find(format) : GuestOptions.FormatOf(format[0] == 'q' ? GuestKind.Qemu : GuestKind.Lxc, option);
    }

    private static (string? Error, string? Parsed, string? Printed) Parse(PropertyFormat format, string input, bool stored)
    {
        try
        {
            var values = PropertyString.Parse(format, input);
            if (stored && values.ContainsKey("import-from"))
                return ("a kept drive imports nothing", null, null);
            return (null, string.Join('|', values.Select(pair => $"{pair.Key}={pair.Value}")), format.Name is "lxc-net" && !input.Contains("hwaddr", StringComparison.Ordinal) ? null : PropertyString.Print(format, values));
        }
        catch (FormatException error)
        {
            return (error.Message, null, null);
        }
    }

    [Fact]
    public void Printing_and_parsing_again_changes_nothing()
    {
        var format = PropertyFormats.Get("qemu-scsi");
        var keys = new[] { "iothread", "ssd", "backup", "ro" };
        Gen.Select(Gen.Long[1, 1L << 45], Gen.Bool.Array[4], Gen.Int[0, 9]).Sample((size, flags, disk) =>
        {
            var values = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["file"] = $"local:vm-100-disk-{disk}", ["size"] = size.ToString(CultureInfo.InvariantCulture) };
            for (var index = 0; index < keys.Length; index++)
                values[keys[index]] = flags[index] ? "1" : "0";
            return PropertyString.Parse(format, PropertyString.Print(format, values)).SequenceEqual(values);
        });
    }

    [Fact]
    public void A_size_printed_is_parsed_to_the_same_bytes() =>
        Gen.Long[0, 1L << 50].Sample(bytes => DiskSize.Parse(DiskSize.Print(bytes)) == bytes);
}
