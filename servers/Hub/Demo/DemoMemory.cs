using System.Text.Json;
using HomelabMcp.Core;
using HomelabMcp.Hosting;
using HomelabMcp.Hub.Commands;

namespace HomelabMcp.Hub.Demo;

/// <summary>
/// What a demo remembers between two starts on one folder: its tokens in clear, which the store never holds, and its
/// ports. The file is readable by its owner alone.
/// </summary>
internal sealed record DemoMemory
{
    /// <summary>Its name in the demo's folder.</summary>
    public const string FileName = "demo.json";

    /// <summary>Tokens by role.</summary>
    public required IReadOnlyDictionary<Role, string> Tokens { get; init; }

    /// <summary>The hub's port; 0 before the first start.</summary>
    public int HubPort { get; init; }

    /// <summary>Ports of the simulators, by platform.</summary>
    public IReadOnlyDictionary<string, int> Ports { get; init; } = new Dictionary<string, int>();

    /// <summary>What an earlier start left, or new tokens.</summary>
    public static async Task<DemoMemory> OpenAsync(string folder, CancellationToken cancel)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
        {
            // Kept before anything else is made: it is what tells a later start that this folder is a demo's.
            var made = new DemoMemory { Tokens = Enum.GetValues<Role>().ToDictionary(role => role, _ => TokenHash.NewToken()) };
            await made.SaveAsync(folder, cancel);
            return made;
        }

        try
        {
            await using var content = File.OpenRead(file);
            return await JsonSerializer.DeserializeAsync<DemoMemory>(content, Terminal.JsonStyle, cancel)
                ?? throw new JsonException("It is empty.");
        }
        catch (JsonException broken)
        {
            throw new HomelabException($"{file} cannot be read ({broken.Message}); remove it to start the demo with new tokens.", broken);
        }
    }

    /// <summary>Writes it, whole or not at all.</summary>
    public async Task SaveAsync(string folder, CancellationToken cancel)
    {
        var file = Path.Combine(folder, FileName);
        await PrivateFile.WriteAsync(file, JsonSerializer.Serialize(this, Terminal.JsonStyle), cancel);
    }
}
