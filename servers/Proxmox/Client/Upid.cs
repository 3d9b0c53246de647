using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace HomelabMcp.Proxmox;

/// <summary>The name of a task: which node runs it, when it began, what it does, to what, and for whom.</summary>
/// <param name="Text">The whole name, with its trailing colon.</param>
/// <param name="Node">The node that runs it, and alone knows its log.</param>
/// <param name="ProcessId">Process id on that node.</param>
/// <param name="ProcessStart">Start of the process, in the kernel's ticks.</param>
/// <param name="Started">When it began, to the second.</param>
/// <param name="Type">What it does: <c>qmstart</c>, <c>vzdump</c>.</param>
/// <param name="Id">What it concerns, usually a VMID; empty for none.</param>
/// <param name="User">Who asked: <c>user@realm</c> or <c>user@realm!token</c>.</param>
public sealed partial record Upid(string Text, string Node, long ProcessId, long ProcessStart, DateTimeOffset Started, string Type, string Id, string User)
{
    /// <summary>Reads a task's name; the form is fixed by Proxmox's own pattern, trailing colon included.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Upid? upid)
    {
        upid = null;
        if (text is null || Pattern().Match(text) is not { Success: true } match) return false;
        upid = new(
            text,
            match.Groups["node"].Value,
            Hex(match.Groups["pid"].Value),
            Hex(match.Groups["pstart"].Value),
            DateTimeOffset.FromUnixTimeSeconds(Hex(match.Groups["start"].Value)),
            match.Groups["type"].Value,
            match.Groups["id"].Value,
            match.Groups["user"].Value);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static long Hex(string digits) => long.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^UPID:(?<node>[a-zA-Z0-9]([a-zA-Z0-9\-]*[a-zA-Z0-9])?):(?<pid>[0-9A-Fa-f]{8}):(?<pstart>[0-9A-Fa-f]{8,9}):(?<start>[0-9A-Fa-f]{8}):(?<type>[^:\s/]+):(?<id>[^:\s/]*):(?<user>[^:\s/]+):\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}
