using System.CommandLine;
using HomelabMcp.Core;
using HomelabMcp.Hub.Doors;

namespace HomelabMcp.Hub.Commands;

/// <summary><c>homelab apply</c>.</summary>
internal sealed class ApplyCommand(Surroundings here) : HubVerb(
    here, "apply", "Carries out now what is merged, under the same policy as ever. Exit code 0: done, 2: something waits for approval, 1: failed.",
    "homelab apply", "homelab apply --json")
{
    protected override bool Applies => true;

    protected override async Task<int> RunAsync(IHub hub, ParseResult line, Terminal terminal, CancellationToken cancel)
    {
        if ((await hub.StatusAsync(cancel)).Reconcile is not "apply")
            throw new HomelabException("This installation only observes (reconcile: observe): nothing is written. Set 'reconcile: apply' in homelab.yaml.");
        var sync = await hub.SyncAsync(cancel);
        if (terminal.Json) terminal.Document(sync);
        else
        {
            if (sync.Run is { } run) RunsCommand.Show(run, terminal);
            else terminal.Line(sync.Summary);
            if (sync.Waiting.Count > 0) ApprovalsCommand.Show(sync.Waiting, terminal);
        }

        return sync.State switch
        {
            "done" => ExitCodes.Done,
            "waiting" => ExitCodes.Attention,
            _ => ExitCodes.Failed,
        };
    }
}
