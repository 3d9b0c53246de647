using HomelabMcp.Simulation.Proxmox.Parameters;

namespace HomelabMcp.Simulation.Proxmox.PropertyStrings;

/// <summary>The sub-keys of one kind of property string.</summary>
internal sealed record PropertyFormat(string Name, IReadOnlyDictionary<string, ParameterSpec> Keys)
{
    public string? DefaultKey { get; } = Keys.Values.FirstOrDefault(key => key.DefaultKey)?.Name;

    /// <summary>The key whose value is itself a key's name (<c>model</c> of a network card), if there is one.</summary>
    public (string Key, string Value)? NamedByValue { get; } =
        Keys.Values.FirstOrDefault(key => key.KeyAlias is not null) is { } alias ? (alias.KeyAlias!, alias.Alias!) : null;
}

/// <summary>Formats by name: blocks of <c>[name]</c> and lines as <see cref="ParameterSpec"/> reads them.</summary>
internal static class PropertyFormats
{
    private static readonly Dictionary<string, PropertyFormat> All =
        new[] { QemuFormats.Text, DriveFormats.Text, LxcFormats.Text, BackupFormats.Text }
            .SelectMany(text => text.Split("\n\n")).Select(Read).ToDictionary(format => format.Name, StringComparer.Ordinal);

    public static PropertyFormat? Find(string name) => All.GetValueOrDefault(name);

    public static PropertyFormat Get(string name) => All[name];

    private static PropertyFormat Read(string block)
    {
        var lines = block.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new PropertyFormat(lines[0].Trim('[', ']'),
            lines.Skip(1).SelectMany(ParameterSpec.ReadLine).ToDictionary(spec => spec.Name, StringComparer.Ordinal));
    }
}
