using System.CommandLine;
using HomelabMcp.Hub.Demo;

namespace HomelabMcp.Hub.Commands;

/// <summary><c>homelab demo</c>.</summary>
internal sealed class DemoCommand : Verb
{
    private readonly Option<int?> port;
    private readonly Option<string?> data;
    private readonly Option<string?> docker;

    public DemoCommand(Surroundings here) : base(
        here, "demo", "A whole home on this machine with nothing to configure and nothing real touched: simulated Proxmox and Docker, a sample repository, reconciler, hub. Ctrl-C ends it.",
        "homelab demo", "homelab demo --port 0 --json", "homelab demo --data ~/homelab-demo", "homelab demo --docker unix:///var/run/docker.sock")
    {
        port = With(Between(new Option<int?>("--port") { Description = "The hub's port; 0 picks a free one. Without it: the last start's, else 7420, else a free one.", HelpName = "N" }, 0, 65535));
        data = With(new Option<string?>("--data") { Description = "Where everything is kept, so that a later start carries on; else a temporary folder that is removed at the end.", HelpName = "DIR" });
        docker = With(new Option<string?>("--docker") { Description = "A real Docker Engine instead of the simulated one; only then is anything real touched.", HelpName = "URL" });
    }

    protected override async Task<int> RunAsync(ParseResult line, Terminal terminal, CancellationToken cancel)
    {
        var engine = EngineOf(line.GetValue(docker));
        using var temporary = line.GetValue(data) is null ? new TemporaryFolder("demo") : null;
        var folder = temporary?.Path ?? Here.PathOf(line.GetValue(data)!);
        try
        {
            await using var home = await DemoHome.StartAsync(new(folder, line.GetValue(port), engine), terminal.Note, cancel);
            if (terminal.Json) terminal.Document(home.Reply);
            else Tell(home.Reply, terminal);
            await home.EndAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Stopped before it was up: that is an ordinary end too.
        }

        terminal.Note("Stopped.");
        return ExitCodes.Done;
    }

    private static Uri? EngineOf(string? text)
    {
        if (text is null) return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "unix" or "tcp" or "http" or "https" or "npipe"
            ? url
            : throw new WrongUsageException($"'{text}' is not the address of a Docker Engine: write unix:///var/run/docker.sock or tcp://HOST:2376.");
    }

    private static void Tell(DemoReply home, Terminal terminal)
    {
        terminal.Line();
        terminal.Styled("[bold]The demo home is up.[/]");
        terminal.Line();
        terminal.Table(["what", "where"],
            [["dashboard", home.Dashboard], ["MCP", home.Mcp], ["configuration", home.Config], ["repository", home.Repository], .. home.Targets.Select(target => (string[])[$"simulated {target.Key}", target.Value])]);
        terminal.Line();
        terminal.Table(["role", "token"], home.Tokens.Select(token => (string[])[token.Key, token.Value]));
        terminal.Line();
        terminal.Styled("[bold]Three things to try[/]");
        terminal.Line($"1. Open {home.Dashboard} and sign in with the reviewer's token.");
        terminal.Line($"2. Change something in Git:  git clone {home.Repository} home && cd home, edit docker/container/whoami.yaml, commit, push.");
        terminal.Line($"3. Connect an assistant:     claude mcp add --transport http homelab {home.Mcp} --header \"Authorization: Bearer {home.Tokens["assistant"]}\"");
        terminal.Line();
        terminal.Line($"Other commands take --config {home.Config}. Ctrl-C ends it all.");
    }
}
