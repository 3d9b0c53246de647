using System.Text.Json;
using System.Text.Json.Serialization;

namespace HomelabMcp.Core;

/// <summary>A value that has no way to print, log or serialise itself. Only <see cref="Reveal"/> gives it.</summary>
public sealed class Secret<T>(T value)
{
    private readonly T value = value;

    /// <summary>The value, for the one call that needs it.</summary>
    public T Reveal() => value;

    /// <summary>Never the value.</summary>
    public override string ToString() => "[secret]";
}

/// <summary>Refuses to write a secret: a reply that holds one is a defect, and must not reach anybody.</summary>
public sealed class SecretConverter : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Secret<>);

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        throw new HomelabException("A secret cannot be serialised.");
}
