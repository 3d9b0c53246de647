using System.Text.Json.Nodes;

namespace HomelabMcp.Simulation.Docker;

/// <summary>What the health check of a running container has found by now, worked out from the clock.</summary>
internal sealed record ContainerHealth(string Status, int FailingStreak, IReadOnlyList<(DateTimeOffset At, int ExitCode, string Output)> Log)
{
    private const long DefaultInterval = 30_000_000_000;

    public static ContainerHealth? Of(SimContainer container, DateTimeOffset now)
    {
        if (container.Config["Healthcheck"] is not JsonObject check || JsonText.List(check["Test"]) is not { Count: > 0 } test || test[0] == "NONE")
            return null;
        if (container.StartedAt is not { } started)
            return container.Status == "created" ? null : new("starting", 0, []);
        var interval = TimeSpan.FromTicks((JsonText.Number(check["Interval"]) is > 0 and var given ? given : DefaultInterval) / 100);
        var retries = (int)(JsonText.Number(check["Retries"]) is > 0 and var tries ? tries : 3);
        var until = container.Running ? now : container.FinishedAt ?? now;
        var rounds = (int)Math.Min(1_000_000, (until - started) / interval);
        var (code, output) = Probe(container, test);
        var log = Enumerable.Range(Math.Max(1, rounds - 4), Math.Min(rounds, 5)).Select(n => (started + n * interval, code, output)).ToList();
        if (!container.Running)
            return new("unhealthy", code == 0 ? 0 : rounds, log);
        var status = rounds == 0 ? "starting" : code == 0 ? "healthy" : rounds >= retries ? "unhealthy" : "starting";
        return new(status, code == 0 ? 0 : rounds, log);
    }

    public JsonObject ToJson() => new()
    {
        [nameof(Status)] = Status,
        [nameof(FailingStreak)] = FailingStreak,
        [nameof(Log)] = new JsonArray([.. Log.Select(entry => (JsonNode)new JsonObject
        {
            ["Start"] = DockerTime.Text(entry.At),
            ["End"] = DockerTime.Text(entry.At.AddMilliseconds(80)),
            ["ExitCode"] = entry.ExitCode,
            ["Output"] = entry.Output,
        })]),
    };

    private static (int Code, string Output) Probe(SimContainer container, IReadOnlyList<string> test)
    {
        if (ImageCatalogue.Of(container.Text("Image") ?? "") is { } known)
            return known.Ailing ? (1, known.HealthOutput) : (0, known.HealthOutput);
        var process = SimulatedProcess.Run(test[0] == "CMD-SHELL" ? ["sh", "-c", .. test.Skip(1)] : [.. test.Skip(1)]);
        return (process.ExitCode, string.Concat(process.Output.Select(line => line.Text + "\n")));
    }
}
