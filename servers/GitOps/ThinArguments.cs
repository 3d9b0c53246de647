using HomelabMcp.Core;
using HomelabMcp.Hosting;

namespace HomelabMcp.GitOps;

/// <summary>The command line of the thin client.</summary>
internal sealed record ThinArguments(string? Config, Uri? Hub, string? Mode, bool Help, bool Version)
{
    private static readonly string[] Options = ["--config", "--hub", "--mode", "--help", "--version"];

    /// <summary>Reads the arguments; a <see cref="UsageException"/> says what is wrong with them.</summary>
    public static ThinArguments Parse(IReadOnlyList<string> args)
    {
        var read = new ThinArguments(null, null, null, false, false);
        for (var i = 0; i < args.Count; i++)
        {
            var name = args[i];
            string Value() => i + 1 < args.Count ? args[++i] : throw new UsageException($"{name} needs a value.");
            read = name switch
            {
                "--config" => read with { Config = Value() },
                "--hub" => read with { Hub = HubOf(Value()) },
                "--mode" => read with { Mode = ModeOf(Value()) },
                "--help" or "-h" => read with { Help = true },
                "--version" => read with { Version = true },
                _ => throw new UsageException($"'{name}' is not an option: {Nearest.Hint(name, Options)}."),
            };
        }

        return read;
    }

    /// <summary>Where the hub's GitOps server answers.</summary>
    public Uri Endpoint(Uri? ofFile)
    {
        var hub = Hub ?? ofFile ?? new HubSettings().Listen;
        return new Uri(hub, "/mcp/gitops" + (Mode is null ? "" : $"?mode={Mode}"));
    }

    private static Uri HubOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new UsageException($"'{text}' is no hub's address: write http://127.0.0.1:7420.");

    private static string ModeOf(string text) =>
        text is "read" or "propose" or "operate" ? text : throw new UsageException($"'{text}' is not a mode: {Nearest.Hint(text, ["read", "propose", "operate"])}.");
}
