using System.Collections;
using System.Globalization;

namespace HomelabMcp.Proxmox;

/// <summary>Parameters as Proxmox wants them: 0 and 1 for booleans, an array as a repeated key, nothing for null.</summary>
internal static class ProxmoxParameters
{
    internal static List<KeyValuePair<string, string>> Encode(IReadOnlyDictionary<string, object?>? parameters)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in parameters ?? new Dictionary<string, object?>())
        {
            if (value is null) continue;
            if (value is not string && value is IEnumerable items)
                pairs.AddRange(items.Cast<object>().Select(item => KeyValuePair.Create(name, Text(item))));
            else
                pairs.Add(KeyValuePair.Create(name, Text(value)));
        }

        return pairs;
    }

    private static string Text(object value) => value switch
    {
        bool flag => flag ? "1" : "0",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
