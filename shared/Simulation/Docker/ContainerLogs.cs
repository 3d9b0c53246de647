using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace HomelabMcp.Simulation.Docker;

/// <summary>A container's output in the engine's framing: 8 bytes of header (stream, length) before each line unless it has a TTY.</summary>
internal sealed class ContainerLogs(DockerEngine engine)
{
    private const int Kept = 500;

    public async Task WriteAsync(DockerExchange exchange)
    {
        var (standard, error) = (exchange.Flag("stdout"), exchange.Flag("stderr"));
        if (!standard && !error)
            throw new DockerFault(400, "Bad parameters: you must choose at least one stream");
        var since = DockerTime.Parse(exchange.Query("since") is "0" ? null : exchange.Query("since"), engine.Clock);
        var until = DockerTime.Parse(exchange.Query("until") is "0" ? null : exchange.Query("until"), engine.Clock);
        var tail = int.TryParse(exchange.Query("tail"), CultureInfo.InvariantCulture, out var wanted) && wanted >= 0 ? wanted : int.MaxValue;
        var follow = exchange.Flag("follow");
        var (tty, stamps) = (false, exchange.Flag("timestamps"));
        List<SimLogLine> Lines(DateTimeOffset? after)
        {
            lock (engine.Gate)
            {
                var container = engine.Container(exchange.Name);
                tty = JsonText.True(container.Config["Tty"]);
                Chatter(container);
                follow &= container.Running;
                var now = engine.Now;
                return [.. container.Logs.Where(line => line.At <= now && (line.Error ? error : standard)
                    && (after is null || line.At > after) && (since is null || line.At >= since) && (until is null || line.At <= until))];
            }
        }

        var lines = Lines(null).TakeLast(tail).ToList();
        exchange.Http.Response.ContentType = "application/vnd.docker.raw-stream";
        await exchange.Http.Response.StartAsync(exchange.Aborted);
        var last = engine.Now;
        while (true)
        {
            foreach (var line in lines)
                await exchange.Http.Response.Body.WriteAsync(Frame(line, tty, stamps), exchange.Aborted);
            await exchange.Http.Response.Body.FlushAsync(exchange.Aborted);
            if (!follow)
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(100), exchange.Aborted);
            var before = engine.Now;
            lines = Lines(last);
            last = before;
        }
    }

    /// <summary>Adds the lines that the image's program has written since they were last asked for.</summary>
    public void Chatter(SimContainer container)
    {
        var known = ImageCatalogue.Of(container.Text("Image") ?? "");
        if (known is not { Chatter.Length: > 0 } || !container.Running || container.ChatterUntil is not { } from)
            return;
        var now = engine.Now;
        var due = (long)((now - from) / known.ChatterEvery);
        var first = Math.Max(0, due - Kept);
        for (var n = first; n < due; n++)
        {
            var at = from + (n + 1) * known.ChatterEvery;
            var text = known.Chatter[(int)((at.Ticks / known.ChatterEvery.Ticks) % known.Chatter.Length)];
            container.Logs.Add(new SimLogLine(at, text.StartsWith('!'), text.TrimStart('!')));
        }
        container.ChatterUntil = from + due * known.ChatterEvery;
        if (container.Logs.Count > Kept)
            container.Logs.RemoveRange(0, container.Logs.Count - Kept);
    }

    private static byte[] Frame(SimLogLine line, bool tty, bool stamps)
    {
        var text = Encoding.UTF8.GetBytes((stamps ? DockerTime.Text(line.At) + " " : "") + line.Text + "\n");
        if (tty)
            return text;
        var frame = new byte[text.Length + 8];
        frame[0] = line.Error ? (byte)2 : (byte)1;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), text.Length);
        text.CopyTo(frame.AsSpan(8));
        return frame;
    }
}
