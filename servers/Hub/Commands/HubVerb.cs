using System.CommandLine;
using HomelabMcp.Hub.Doors;

namespace HomelabMcp.Hub.Commands;

/// <summary>A command that asks an installation: a running hub where one answers, else this process, under the store's lease.</summary>
internal abstract class HubVerb : Verb
{
    private readonly Option<string?> config = new("--config") { Description = "The configuration; else $HOMELAB_CONFIG, ./homelab.yaml, ~/.config/homelab/homelab.yaml.", HelpName = "FILE" };

    protected HubVerb(Surroundings here, string name, string summary, params string[] examples) : base(here, name, summary, examples) =>
        Options.Add(config);

    /// <summary>Whether it may write to the live systems.</summary>
    protected virtual bool Applies => false;

    /// <summary>Does the work with an installation.</summary>
    protected abstract Task<int> RunAsync(IHub hub, ParseResult line, Terminal terminal, CancellationToken cancel);

    /// <inheritdoc/>
    protected sealed override async Task<int> RunAsync(ParseResult line, Terminal terminal, CancellationToken cancel)
    {
        await using var hub = await HubDoor.OpenAsync(Here, line.GetValue(config), Applies, cancel);
        return await RunAsync(hub, line, terminal, cancel);
    }
}
