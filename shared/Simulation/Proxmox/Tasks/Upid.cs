using System.Globalization;
using System.Text.RegularExpressions;

namespace HomelabMcp.Simulation.Proxmox.Tasks;

/// <summary>A task's id: <c>UPID:node:pid8:pstart8-9:start8:type:id:user[!token]:</c>, numbers in upper-case hexadecimal.</summary>
internal sealed partial record Upid(string Node, int Pid, long ProcessStart, long Start, string Type, string Id, string User)
{
    /// <summary>Null for what PVE::UPID does not accept.</summary>
    public static Upid? Parse(string text)
    {
        var match = Grammar().Match(text);
        return match.Success
            ? new Upid(match.Groups["node"].Value, (int)Hex(match.Groups["pid"].Value), Hex(match.Groups["pstart"].Value), Hex(match.Groups["start"].Value), match.Groups["type"].Value, match.Groups["id"].Value, match.Groups["user"].Value)
            : null;
    }

    /// <summary>The user alone: a token's part follows an exclamation mark.</summary>
    public (string User, string? Token) Owner => User.Split('!', 2) is [var user, var token] ? (user, token) : (User, null);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"UPID:{Node}:{Pid:X8}:{ProcessStart:X8}:{Start:X8}:{Type}:{Id}:{User}:");

    private static long Hex(string text) => long.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^UPID:(?<node>[a-zA-Z0-9]([a-zA-Z0-9\-]*[a-zA-Z0-9])?):(?<pid>[0-9A-Fa-f]{8}):(?<pstart>[0-9A-Fa-f]{8,9}):(?<start>[0-9A-Fa-f]{8}):(?<type>[^:\s/]+):(?<id>[^:\s/]*):(?<user>[^:\s/]+):$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Grammar();
}
