using System.CommandLine;
using HomelabMcp.Core;
using HomelabMcp.Hub.Api;
using HomelabMcp.Hub.Doors;

namespace HomelabMcp.Hub.Commands;

/// <summary><c>homelab token</c> and what stands under it.</summary>
internal sealed class TokenCommand : Command
{
    public TokenCommand(Surroundings here) : base("token", "The hub's tokens: one for each person and program, by role.")
    {
        Subcommands.Add(new CreateToken(here));
        Subcommands.Add(new ListTokens(here));
        Subcommands.Add(new RevokeToken(here));
    }

    private sealed class CreateToken : HubVerb
    {
        private readonly Argument<string> name;
        private readonly Option<Role> role;

        public CreateToken(Surroundings here) : base(
            here, "create", "Makes a token and shows it this once.",
            "homelab token create claude --role assistant", "homelab token create ana --role reviewer --json")
        {
            name = Taking(new Argument<string>("NAME") { Description = "Who will use it: the name in commits, approvals and the audit log." });
            role = With(new Option<Role>("--role") { Description = "viewer reads; assistant also proposes; operator also operates; reviewer also approves and merges; admin does all.", Required = true, HelpName = "ROLE" });
            role.AcceptOnlyFromAmong([.. Enum.GetNames<Role>().Select(word => word.ToLowerInvariant())]);
        }

        protected override async Task<int> RunAsync(IHub hub, ParseResult line, Terminal terminal, CancellationToken cancel)
        {
            var made = await hub.CreateTokenAsync(new(line.GetRequiredValue(name), line.GetValue(role)), cancel);
            if (terminal.Json) terminal.Document(made);
            else
            {
                terminal.Line(made.Token);
                terminal.Line($"'{made.Name}' ({Words.Of(made.Role)}): keep it now, it is not shown again.");
            }

            return ExitCodes.Done;
        }
    }

    private sealed class ListTokens(Surroundings here) : HubVerb(here, "list", "The tokens by name, never the tokens themselves.", "homelab token list")
    {
        protected override async Task<int> RunAsync(IHub hub, ParseResult line, Terminal terminal, CancellationToken cancel)
        {
            var tokens = await hub.TokensAsync(cancel);
            if (terminal.Json) terminal.Document(tokens);
            else
            {
                terminal.Table(["name", "role", "created", "revoked"], tokens.Items.Select(token => (string[])
                    [token.Name, Words.Of(token.Role), Terminal.Moment(token.Created), token.Revoked is { } revoked ? Terminal.Moment(revoked) : ""]));
            }

            return ExitCodes.Done;
        }
    }

    private sealed class RevokeToken : HubVerb
    {
        private readonly Argument<string> name;

        public RevokeToken(Surroundings here) : base(here, "revoke", "Ends a token at once, and the sessions signed in with it.", "homelab token revoke claude") =>
            name = Taking(new Argument<string>("NAME") { Description = "Its name." });

        protected override async Task<int> RunAsync(IHub hub, ParseResult line, Terminal terminal, CancellationToken cancel)
        {
            var ended = line.GetRequiredValue(name);
            await hub.RevokeTokenAsync(ended, cancel);
            if (terminal.Json) terminal.Document(new { name = ended, revoked = true });
            else terminal.Line($"'{ended}' no longer holds.");
            return ExitCodes.Done;
        }
    }
}
