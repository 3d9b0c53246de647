using System.Text;

using HomelabMcp.Simulation.Proxmox.Parameters;

namespace HomelabMcp.Simulation.Proxmox.PropertyStrings;

/// <summary>
/// <c>key=value,…</c> strings, parsed and printed as PVE::JSONSchema does: one value may stand without a key (the default
/// key), booleans are told in eight ways and printed as 1 or 0, sizes are kept in bytes and printed with the largest exact
/// unit; printing puts the default key first (without its name), then required keys, then the others, each alphabetically.
/// </summary>
internal static class PropertyString
{
    /// <summary>Null if good, else the error as one text ending with a line feed.</summary>
    public static string? Check(PropertyFormat format, string text, string path)
    {
        try
        {
            Parse(format, text, path);
            return null;
        }
        catch (FormatException error)
        {
            return error.Message;
        }
    }

    /// <exception cref="FormatException">The real parser would refuse the text; the message is its error.</exception>
    public static SortedDictionary<string, string> Parse(PropertyFormat format, string text, string path = "")
    {
        var values = Split(format, text);
        var errors = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var prefix = path.Length == 0 ? "" : path + ".";
        foreach (var (key, value) in values)
            if (!format.Keys.TryGetValue(key, out var spec))
                errors[prefix + key] = "property is not defined in schema and the schema does not allow additional properties";
            else if (ParameterVerifier.CheckText(spec, value, prefix + key) is { } error)
                errors[prefix + key] = error;
            else if (spec.Requires is { } other && !values.ContainsKey(other))
                errors[prefix + other] = $"missing property - '{prefix}{key}' requires this property";
        foreach (var spec in format.Keys.Values)
            if (spec.Required && !values.ContainsKey(spec.Name))
                errors[prefix + spec.Name] = "property is missing and it is not optional";
        if (format.Name is "pve-qm-ipconfig")
            RequireAddressForGateway(values, errors, prefix);
        if (errors.Count > 0)
            throw new FormatException("format error\n" + string.Concat(errors.Select(error => $"{error.Key}: {error.Value}\n")));
        foreach (var (key, value) in values.ToList())
            if (format.Keys[key].Format is "disk-size" && DiskSize.Parse(value) is { } bytes)
                values[key] = bytes.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return values;
    }

    private static void RequireAddressForGateway(SortedDictionary<string, string> values, SortedDictionary<string, string> errors, string prefix)
    {
        foreach (var (gateway, address) in new[] { ("gw", "ip"), ("gw6", "ip6") })
            if (values.ContainsKey(gateway) && !values.ContainsKey(address))
            {
                errors.Remove(prefix + gateway);
                errors[prefix + address] = $"missing property required by '{prefix}{gateway}'";
            }
    }

    private static SortedDictionary<string, string> Split(PropertyFormat format, string text)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in text.Split(',').Where(part => part.Trim().Length > 0))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                if (format.DefaultKey is not { } key)
                    throw new FormatException("value without key, but schema does not define a default key\n");
                Put(format, values, seen, key, part);
            }
            else if (equals == 0 || equals == part.Length - 1)
                throw new FormatException("missing key in comma-separated list property\n");
            else
                Put(format, values, seen, part[..equals], part[(equals + 1)..]);
        }
        return values;
    }

    private static void Put(PropertyFormat format, SortedDictionary<string, string> values, HashSet<string> seen, string key, string value)
    {
        if (!seen.Add(key))
            throw new FormatException($"duplicate key in comma-separated list property: {key}\n");
        var spec = format.Keys.GetValueOrDefault(key);
        if (spec?.Alias is { } alias)
        {
            if (spec.KeyAlias is { } named && !values.TryAdd(named, key))
                throw new FormatException($"key alias '{named}' is already defined\n");
            key = alias;
            spec = format.Keys.GetValueOrDefault(key);
        }
        values[key] = spec?.Kind == ValueKind.Boolean ? Boolean(value) : value;
    }

    private static string Boolean(string value) => value.ToLowerInvariant() switch
    {
        "1" or "on" or "yes" or "true" => "1",
        "0" or "off" or "no" or "false" => "0",
        _ => value,
    };

    public static string Print(PropertyFormat format, IReadOnlyDictionary<string, string> values)
    {
        var text = new StringBuilder();
        var left = new SortedDictionary<string, string>(values.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        if (format.NamedByValue is var (nameKey, valueKey) && left.Remove(nameKey, out var name))
        {
            text.Append(name);
            if (left.Remove(valueKey, out var value))
                text.Append('=').Append(value);
        }
        else if (format.DefaultKey is { } key && left.Remove(key, out var value))
            text.Append(value);
        foreach (var (k, v) in left.OrderBy(pair => format.Keys.GetValueOrDefault(pair.Key)?.Required == true ? 0 : 1))
            text.Append(text.Length == 0 ? "" : ",").Append(k).Append('=').Append(
                format.Keys.GetValueOrDefault(k)?.Format is "disk-size" && DiskSize.Parse(v) is { } bytes ? DiskSize.Print(bytes) : v);
        return text.ToString();
    }
}
