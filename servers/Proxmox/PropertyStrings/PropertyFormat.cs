using System.Text.Json.Nodes;

namespace HomelabMcp.Proxmox;

/// <summary>
/// The comma-separated <c>key=value</c> texts that Proxmox packs several settings into, as its own parser reads and
/// prints them: at most one part without a name, required keys first, the rest by name. Two texts are compared as
/// objects, never as text.
/// </summary>
internal sealed class PropertyFormat
{
    private readonly Dictionary<string, PropertyKey> keys;
    private readonly string? unnamed;
    private readonly Func<JsonObject, string?>? check;

    /// <param name="name">What it is called in errors.</param>
    /// <param name="unnamed">The key that a part without a name belongs to; null where none may stand.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="check">What is wrong beyond single keys, or null.</param>
    internal PropertyFormat(string name, string? unnamed, IEnumerable<PropertyKey> keys, Func<JsonObject, string?>? check = null)
    {
        (Name, this.unnamed, this.check) = (name, unnamed, check);
        this.keys = keys.ToDictionary(key => key.Name, StringComparer.Ordinal);
    }

    internal string Name { get; }

    /// <summary>The keys that an object may have: aliases are only another spelling.</summary>
    internal IEnumerable<PropertyKey> Keys => keys.Values.Where(key => key.Alias is null);

    /// <summary>All keys as Proxmox names them, aliases included.</summary>
    internal IReadOnlyCollection<PropertyKey> AllKeys => keys.Values;

    internal string? Unnamed => unnamed;

    /// <summary>Reads a text.</summary>
    /// <exception cref="FormatException">It is not of this format; the message says what is wrong.</exception>
    internal JsonObject Parse(string text)
    {
        var result = new JsonObject();
        foreach (var (name, value) in Parts(text))
        {
            var key = keys.GetValueOrDefault(name) ?? throw Bad(Unknown(name));
            result[name] = Read(key, value);
        }

        return Checked(result);
    }

    /// <summary>Reads a text; null and the reason where it is not of this format.</summary>
    internal JsonObject? TryParse(string text, out string? problem)
    {
        try
        {
            problem = null;
            return Parse(text);
        }
        catch (FormatException error)
        {
            problem = error.Message;
            return null;
        }
    }

    /// <summary>The parts of a text by their proper names, values unread; null where it is not made of parts.</summary>
    internal Dictionary<string, string>? Split(string text)
    {
        try
        {
            return Parts(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Whether two texts say the same.</summary>
    internal bool SameMeaning(string one, string other) =>
        TryParse(one, out _) is { } first && TryParse(other, out _) is { } second && JsonNode.DeepEquals(first, second);

    /// <summary>Prints an object as Proxmox would.</summary>
    internal string Print(JsonObject value)
    {
        var parts = new List<string>();
        var left = value.Where(entry => entry.Value is not null).ToDictionary(entry => entry.Key, entry => PropertyKey.Print(entry.Value!), StringComparer.Ordinal);
        if (unnamed is not null && left.Remove(unnamed, out var first))
        {
            // A key whose name is itself a value carries its partner: virtio=BC:24:11:….
            var carrier = keys.GetValueOrDefault(first) is { NameGoesTo: not null } key ? key : null;
            parts.Add(carrier is not null && left.Remove(carrier.Alias!, out var carried) ? $"{first}={carried}" : first);
        }

        parts.AddRange(left
            .OrderBy(entry => keys.GetValueOrDefault(entry.Key)?.Required is true ? 0 : 1)
            .ThenBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => $"{entry.Key}={entry.Value}"));
        return string.Join(',', parts);
    }

    private Dictionary<string, string> Parts(string text)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in text.Split(',').Where(part => !string.IsNullOrWhiteSpace(part)))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at < 0) Add(parts, unnamed ?? throw Bad($"'{part}' has no name"), part);
            else if (at == 0 || at == part.Length - 1) throw Bad($"'{part}' lacks a name or a value");
            else Add(parts, part[..at], part[(at + 1)..]);
        }

        return parts;
    }

    private void Add(Dictionary<string, string> parts, string name, string value)
    {
        if (keys.GetValueOrDefault(name) is { Alias: { } alias } key)
        {
            if (key.NameGoesTo is { } other && !parts.TryAdd(other, name)) throw Bad($"'{other}' is given twice");
            name = alias;
        }

        if (!parts.TryAdd(name, value)) throw Bad($"'{name}' is given twice");
    }

    private JsonNode Read(PropertyKey key, string value)
    {
        try
        {
            return key.Read(value);
        }
        catch (FormatException error)
        {
            throw Bad(error.Message);
        }
    }

    private JsonObject Checked(JsonObject result)
    {
        if (keys.Values.FirstOrDefault(key => key.Required && !result.ContainsKey(key.Name)) is { } missing) throw Bad($"'{missing.Name}' is missing");
        if (keys.Values.FirstOrDefault(key => key.Requires is { } other && result.ContainsKey(key.Name) && !result.ContainsKey(other)) is { } lone)
            throw Bad($"'{lone.Name}' needs '{lone.Requires}' beside it");
        return check?.Invoke(result) is { } wrong ? throw Bad(wrong) : result;
    }

    private string Unknown(string name) => $"'{name}' is not one of its keys: {Core.Nearest.Hint(name, [.. Keys.Select(key => key.Name)])}";

    private FormatException Bad(string sentence) => new($"{Name}: {sentence}");
}
