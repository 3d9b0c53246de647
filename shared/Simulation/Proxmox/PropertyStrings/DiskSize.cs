using System.Globalization;

namespace HomelabMcp.Simulation.Proxmox.PropertyStrings;

/// <summary>Disk sizes in bytes and their text: K, M, G, T, upper case only.</summary>
internal static class DiskSize
{
    private const string Units = "KMGT";

    public static long? Parse(string text)
    {
        var unit = text.Length == 0 ? -1 : Units.IndexOf(text[^1], StringComparison.Ordinal);
        var digits = unit < 0 ? text : text[..^1];
        return decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && digits.Length > 0
            ? (long)decimal.Truncate(number * (1L << (10 * (unit + 1))))
            : null;
    }

    /// <summary>The largest unit that divides the size exactly.</summary>
    public static string Print(long bytes)
    {
        var unit = 0;
        while (bytes != 0 && bytes % 1024 == 0 && unit < Units.Length)
        {
            bytes /= 1024;
            unit++;
        }
        return bytes.ToString(CultureInfo.InvariantCulture) + (unit == 0 ? "" : Units[unit - 1].ToString());
    }
}
