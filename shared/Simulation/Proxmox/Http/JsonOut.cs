using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace HomelabMcp.Simulation.Proxmox.Http;

/// <summary>A JSON object under construction; null values are kept, absent keys are left out by the writer of the row.</summary>
internal sealed class Row : Dictionary<string, object?>
{
    public Row() : base(StringComparer.Ordinal)
    {
    }

    /// <summary>Sets the field unless the value is null.</summary>
    public Row With(string name, object? value)
    {
        if (value is not null)
            this[name] = value;
        return this;
    }
}

internal static class JsonOut
{
    public static byte[] Answer(object? data, IReadOnlyDictionary<string, object?>? beside)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("data");
            Write(writer, data);
            foreach (var (name, value) in beside ?? new Row())
            {
                writer.WritePropertyName(name);
                Write(writer, value);
            }
            writer.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int number: writer.WriteNumberValue(number); break;
            case long number: writer.WriteNumberValue(number); break;
            case double number: writer.WriteRawValue(number.ToString("0.################", CultureInfo.InvariantCulture)); break;
            case IReadOnlyDictionary<string, object?> row: WriteObject(writer, row); break;
            case IEnumerable items: WriteArray(writer, items); break;
            default: throw new InvalidOperationException($"No JSON form for {value.GetType()}.");
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, IReadOnlyDictionary<string, object?> row)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in row)
        {
            writer.WritePropertyName(name);
            Write(writer, value);
        }
        writer.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter writer, IEnumerable items)
    {
        writer.WriteStartArray();
        foreach (var item in items)
            Write(writer, item);
        writer.WriteEndArray();
    }
}
