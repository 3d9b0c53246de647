using System.Text.RegularExpressions;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>A pool's comment with a mark at its end: <c>What it is for [hl.home.0123456789ab]</c>.</summary>
internal static partial class PoolComment
{
    internal static string Join(string? comment, OwnershipMark? mark) => mark is { } own ? $"{comment} [{own}]".TrimStart() : comment ?? "";

    internal static (string Comment, OwnershipMark? Mark) Split(string text)
    {
        var match = Ending().Match(text);
        return match.Success && OwnershipMark.TryParse(match.Groups["mark"].Value, out var mark) ? (text[..match.Index].TrimEnd(), mark) : (text, null);
    }

    [GeneratedRegex(@"\[(?<mark>hl\.[^\[\]\s]+)\]\s*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ending();
}
