using System.Globalization;

using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.PropertyStrings;

namespace HomelabMcp.Simulation.Proxmox.Parameters;

/// <summary>Checks values as PVE::JSONSchema does, with its texts.</summary>
internal static class ParameterVerifier
{
    public static void Verify(EndpointSpec endpoint, Arguments arguments)
    {
        var errors = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in arguments.Names.ToList())
        {
            if (!endpoint.Parameters.TryGetValue(name, out var spec))
                errors[name] = "property is not defined in schema and the schema does not allow additional properties";
            else if (Check(spec, arguments, name) is { } error)
                errors[name] = error;
            else if (spec.Requires is { } other && !arguments.Contains(other))
                errors[other] = $"missing property - '{name}' requires this property";
        }
        foreach (var spec in endpoint.Parameters.Values)
            if (spec.Required && arguments[spec.Name] is null)
                errors[spec.Name] = "property is missing and it is not optional";
        if (errors.Count > 0)
            throw ApiError.Parameters(errors);
    }

    private static string? Check(ParameterSpec spec, Arguments arguments, string name)
    {
        var value = arguments[name];
        if (spec.Kind == ValueKind.Array)
        {
            if (value is string single)
                arguments[name] = new List<string> { single };
            return null;
        }
        if (value is List<string> list)
        {
            if (spec.Format?.EndsWith("-list", StringComparison.Ordinal) != true)
                return $"type check ('{spec.KindName}') failed - got ARRAY";
            arguments[name] = value = string.Join(',', list);
        }
        return value is string text ? CheckText(spec, text, name) : null;
    }

    /// <summary>The error of one value, or null; <paramref name="path"/> is how nested errors name it.</summary>
    public static string? CheckText(ParameterSpec spec, string value, string path)
    {
        if (!IsOfKind(spec.Kind, value))
            return $"type check ('{spec.KindName}') failed - got '{value}'";
        if (spec.Format is { } format)
        {
            var error = PropertyFormats.Find(format) is { } properties
                ? PropertyString.Check(properties, value, path)
                : ValueFormats.Check(format, value);
            if (error is not null)
                return $"invalid format - {error}";
        }
        return CheckBounds(spec, value);
    }

    private static string? CheckBounds(ParameterSpec spec, string value)
    {
        if (spec.MaximumLength < value.Length)
            return $"value may only be {spec.MaximumLength} characters long";
        if (spec.MinimumLength > value.Length)
            return $"value must be at least {spec.MinimumLength} characters long";
        if (spec.Kind is ValueKind.Integer or ValueKind.Number)
        {
            var number = double.Parse(value, CultureInfo.InvariantCulture);
            if (number < spec.Minimum)
                return $"value must have a minimum value of {spec.Minimum.Value.ToString(CultureInfo.InvariantCulture)}";
            if (number > spec.Maximum)
                return $"value must have a maximum value of {spec.Maximum.Value.ToString(CultureInfo.InvariantCulture)}";
        }
        if (spec.Choices is { } choices && !choices.Contains(value, StringComparer.Ordinal))
            return $"value '{value}' does not have a value in the enumeration '{string.Join(", ", choices)}'";
        return spec.Pattern?.IsMatch(value) == false ? "value does not match the regex pattern" : null;
    }

    private static bool IsOfKind(ValueKind kind, string value) => kind switch
    {
        ValueKind.Boolean => value is "0" or "1",
        ValueKind.Integer => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        ValueKind.Number => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
        _ => true,
    };
}
