using System.Globalization;

namespace HomelabMcp.Simulation.Proxmox.Http;

/// <summary>A request's parameters by name. A value is text, a list (repeated key or JSON array) or null (an empty form value or JSON null).</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => _values.Keys;

    public int Count => _values.Count;

    public object? this[string name]
    {
        get => _values.GetValueOrDefault(name);
        set => _values[name] = value;
    }

    public bool Contains(string name) => _values.ContainsKey(name);

    public bool Remove(string name) => _values.Remove(name);

    /// <summary>A repeated key becomes a list, as the real form decoder makes it.</summary>
    public void Append(string name, string? value)
    {
        if (!_values.TryGetValue(name, out var old))
            _values[name] = value;
        else if (old is List<string> list)
            list.Add(value ?? "");
        else
            _values[name] = new List<string> { (string?)old ?? "", value ?? "" };
    }

    public string? Text(string name) => _values.GetValueOrDefault(name) switch
    {
        null => null,
        List<string> list => string.Join(',', list),
        var value => (string)value,
    };

    public string Required(string name) => Text(name) ?? throw ApiError.Parameter(name, "property is missing and it is not optional");

    public bool Flag(string name) => Text(name) is "1";

    public long? Integer(string name) => long.TryParse(Text(name), CultureInfo.InvariantCulture, out var value) ? value : null;

    public IReadOnlyList<string> List(string name) => _values.GetValueOrDefault(name) switch
    {
        null => [],
        List<string> list => list,
        var value => Split((string)value),
    };

    /// <summary>PVE::Tools::split_list: commas, semicolons, blanks and NUL part the items.</summary>
    public static string[] Split(string text) => text.Split([',', ';', ' ', '\t', '\n', '\0'], StringSplitOptions.RemoveEmptyEntries);

    public Arguments Copy()
    {
        var copy = new Arguments();
        foreach (var (name, value) in _values)
            copy._values[name] = value;
        return copy;
    }
}
