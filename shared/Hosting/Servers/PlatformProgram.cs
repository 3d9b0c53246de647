using HomelabMcp.Core;
using Microsoft.Extensions.DependencyInjection;

namespace HomelabMcp.Hosting;

/// <summary>The whole of a platform's own executable: one platform over stdio or HTTP.</summary>
public static class PlatformProgram
{
    private const int WrongUsage = 64;

    /// <summary>Runs it and returns the exit code: 0, 1 for a failure, 64 for wrong usage.</summary>
    public static async Task<int> RunAsync(IPlatform platform, string[] args)
    {
        using var stop = new CancellationTokenSource();
        ConsoleCancelEventHandler onCancel = (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        Console.CancelKeyPress += onCancel;
        try
        {
            var arguments = ProgramArguments.Parse(args);
            if (arguments.Help)
            {
                Console.Out.Write(Help(platform));
                return 0;
            }

            if (arguments.Version)
            {
                Console.Out.WriteLine(ServerVersion.Text);
                return 0;
            }

            await ServeAsync(platform, arguments, stop.Token);
            return 0;
        }
        catch (UsageException wrong)
        {
            await Console.Error.WriteLineAsync($"{wrong.Message} See {Program(platform)} --help.");
            return WrongUsage;
        }
        catch (HomelabException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
        finally
        {
            Console.CancelKeyPress -= onCancel;
        }
    }

    private static async Task ServeAsync(IPlatform platform, ProgramArguments arguments, CancellationToken cancel)
    {
        var whole = ConfigurationReader.Read(ConfigurationReader.Find(arguments.Config), [platform]);
        var configuration = whole with { Targets = [.. whole.Targets.Where(target => target.Platform == platform.Name)] };
        if (configuration.Targets.IsEmpty)
            throw new HomelabException($"{configuration.File} has no target of platform '{platform.Name}': add one under 'targets'.");
        var token = Environment.GetEnvironmentVariable("HOMELAB_TOKEN");
        configuration.KnownSecrets.Add(token ?? "");
        await using var proposals = new HubProposals(HubAddress(whole), token);
        var options = new HomelabMcpOptions
        {
            Configuration = configuration,
            ToolSets = [ToolSet.Of(platform)],
            Mode = arguments.Mode,
            ProposalsOpen = proposals.AnswersAsync,
        };
        void Configure(IServiceCollection services) => services.AddSingleton<IProposals>(proposals);
        if (arguments.Http is null) await StdioServer.RunAsync(options, Configure, cancel);
        else await AloneOverHttp.RunAsync(options, arguments.Http, Configure, cancel);
    }

    // Only a hub that the file names: most people who run one server alone have none.
    private static Uri? HubAddress(HomelabConfiguration configuration) => configuration.Hub.IsNamed ? configuration.Hub.Listen : null;

    private static string Program(IPlatform platform) => $"homelab-mcp-{platform.Name}";

    private static string Help(IPlatform platform) => $"""
        {Program(platform)}: the {platform.Title} MCP server.

        Usage: {Program(platform)} [--config FILE] [--mode MODE] [--http URL]

          --config FILE  homelab.yaml; else $HOMELAB_CONFIG, ./homelab.yaml, ~/.config/homelab/homelab.yaml
          --mode MODE    read: only reads; propose (default): also proposals, where the file names a hub that answers and
                         $HOMELAB_TOKEN holds its token; operate: also day-to-day operations, destructive ones confirmed
          --http URL     serve Streamable HTTP at URL/mcp instead of stdio; beyond this machine only with a bearer token
                         in $HOMELAB_MCP_TOKEN
          --version      print the version
          --help         print this

        Examples:
          {Program(platform)} --mode read
          {Program(platform)} --config /etc/homelab/homelab.yaml --mode operate
          {Program(platform)} --http http://127.0.0.1:7421

        Exit codes: 0 done, 1 failed, 64 wrong usage.

        """;
}
