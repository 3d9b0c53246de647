using System.Globalization;
using System.Text.RegularExpressions;

namespace HomelabMcp.Simulation.Proxmox.Parameters;

internal enum ValueKind
{
    Text,
    Integer,
    Number,
    Boolean,
    Array,
}

/// <summary>
/// What one parameter, or one key of a property string, accepts. Read from a line such as
/// <c>cores sockets! = i 1.. fmt=x enum=a,b maxlen=9 requires=y re=…</c>: names first (<c>!</c> required,
/// <c>*</c> default key, <c>net[0-31]</c> a family), then the kind (s, i, n, b, a), a range and constraints.
/// </summary>
internal sealed record ParameterSpec(string Name, ValueKind Kind)
{
    public bool Required { get; init; }

    public bool DefaultKey { get; init; }

    public double? Minimum { get; init; }

    public double? Maximum { get; init; }

    public string? Format { get; init; }

    public string[]? Choices { get; init; }

    public int? MinimumLength { get; init; }

    public int? MaximumLength { get; init; }

    public string? Requires { get; init; }

    public Regex? Pattern { get; init; }

    /// <summary>Another name for this key: the value goes there.</summary>
    public string? Alias { get; init; }

    /// <summary>With an alias, the key that is set to this key's name (<c>virtio=MAC</c> says model and address).</summary>
    public string? KeyAlias { get; init; }

    public string KindName => Kind switch
    {
        ValueKind.Integer => "integer",
        ValueKind.Number => "number",
        ValueKind.Boolean => "boolean",
        ValueKind.Array => "array",
        _ => "string",
    };

    public static IEnumerable<ParameterSpec> ReadLine(string line)
    {
        var middle = line.IndexOf(" = ", StringComparison.Ordinal);
        var alias = middle < 0 ? line.IndexOf(" => ", StringComparison.Ordinal) : -1;
        var names = line[..(alias < 0 ? middle : alias)].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var model = alias < 0 ? ReadConstraints(line[(middle + 3)..]) : ReadAlias(line[(alias + 4)..]);
        foreach (var written in names)
        {
            var spec = model with { Required = written.Contains('!'), DefaultKey = written.Contains('*') };
            foreach (var name in Family(written.TrimEnd('!', '*').TrimEnd('!', '*')))
                yield return spec with { Name = name };
        }
    }

    private static ParameterSpec ReadAlias(string text)
    {
        var words = text.Split(' ');
        return new ParameterSpec("", ValueKind.Text) { Alias = words[0], KeyAlias = words.Length > 2 ? words[2] : null };
    }

    private static ParameterSpec ReadConstraints(string text)
    {
        Regex? pattern = null;
        if ((text.IndexOf(" re=", StringComparison.Ordinal), 0) is var (at, _) && at >= 0)
        {
            pattern = new Regex($"^(?:{text[(at + 4)..]})$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            text = text[..at];
        }
        var words = text.Split(' ');
        var spec = new ParameterSpec("", words[0] switch
        {
            "i" => ValueKind.Integer,
            "n" => ValueKind.Number,
            "b" => ValueKind.Boolean,
            "a" => ValueKind.Array,
            _ => ValueKind.Text,
        })
        { Pattern = pattern };
        return words.Skip(1).Aggregate(spec, Constrain);
    }

    private static ParameterSpec Constrain(ParameterSpec spec, string word)
    {
        if (word.Contains("..", StringComparison.Ordinal) && !word.Contains('=', StringComparison.Ordinal))
        {
            var ends = word.Split("..");
            return spec with { Minimum = Bound(ends[0]), Maximum = Bound(ends[1]) };
        }
        var (key, value) = word.Split('=', 2) is [var k, var v] ? (k, v) : throw new FormatException($"Parameter table: '{word}' is no constraint.");
        return key switch
        {
            "fmt" => spec with { Format = value },
            "enum" => spec with { Choices = value.Split(',') },
            "minlen" => spec with { MinimumLength = int.Parse(value, CultureInfo.InvariantCulture) },
            "maxlen" => spec with { MaximumLength = int.Parse(value, CultureInfo.InvariantCulture) },
            "requires" => spec with { Requires = value },
            _ => throw new FormatException($"Parameter table: '{word}' is no constraint."),
        };
    }

    private static double? Bound(string text) => text.Length == 0 ? null : double.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Family(string name)
    {
        var open = name.IndexOf('[', StringComparison.Ordinal);
        if (open < 0)
            return [name];
        var last = int.Parse(name[(name.IndexOf('-', open) + 1)..^1], CultureInfo.InvariantCulture);
        return Enumerable.Range(0, last + 1).Select(index => name[..open] + index.ToString(CultureInfo.InvariantCulture));
    }
}
