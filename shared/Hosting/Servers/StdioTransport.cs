using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace HomelabMcp.Hosting;

/// <summary>
/// Newline-delimited JSON-RPC over two streams. Unlike the SDK's own it answers the calls that are still running when
/// the input ends, and bounds the length of a line.
/// </summary>
internal sealed class StdioTransport : TransportBase
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(30);
    private readonly Stream output;
    private readonly PipeReader lines;
    private readonly int longestLine;
    private readonly ILogger log;
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<RequestId, byte> unanswered = new();
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task reading;
    private volatile bool ended;

    public StdioTransport(Stream input, Stream output, int longestLine, ILoggerFactory logs)
        : base("stdio", logs)
    {
        this.output = output;
        this.longestLine = longestLine;
        lines = PipeReader.Create(input, new StreamPipeReaderOptions(leaveOpen: true));
        log = logs.CreateLogger<StdioTransport>();
        SetConnected();
        reading = ReadAsync();
    }

    public override async Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(message, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage)));
        await writing.WaitAsync(cancellationToken);
        try
        {
            // One write for each frame: a reader never sees half of one followed by another.
            var frame = new byte[json.Length + 1];
            json.CopyTo(frame, 0);
            frame[^1] = (byte)'\n';
            await output.WriteAsync(frame, cancellationToken);
            await output.FlushAsync(cancellationToken);
        }
        finally
        {
            writing.Release();
        }

        if (message is JsonRpcResponse or JsonRpcError) Settle(((JsonRpcMessageWithId)message).Id);
    }

    public override async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        lines.CancelPendingRead();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        SetDisconnected();
        stop.Dispose();
        writing.Dispose();
    }

    private async Task ReadAsync()
    {
        Exception? failure = null;
        try
        {
            await ReadLinesAsync();
            ended = true;
            if (!unanswered.IsEmpty) await drained.Task.WaitAsync(DrainTime, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Disposed while reading.
        }
        catch (Exception error) when (error is IOException or TimeoutException or ObjectDisposedException)
        {
            log.LogWarning("Reading stdin ended: {Reason}", error.Message);
            failure = error is IOException ? error : null;
        }
        finally
        {
            SetDisconnected(failure);
        }
    }

    private async Task ReadLinesAsync()
    {
        while (true)
        {
            var read = await lines.ReadAsync(stop.Token);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                await TakeAsync(buffer.Slice(0, end));
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }

            if (buffer.Length > longestLine) throw new IOException($"a message is longer than {longestLine} bytes");
            if (read.IsCompleted)
            {
                if (buffer.Length > 0) await TakeAsync(buffer);
                return;
            }

            if (read.IsCanceled) return;
            lines.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private async Task TakeAsync(ReadOnlySequence<byte> line)
    {
        var text = line.ToArray();
        if (text.AsSpan().Trim(" \t\r"u8).IsEmpty) return;
        JsonRpcMessage? message;
        try
        {
            message = (JsonRpcMessage?)JsonSerializer.Deserialize(text, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage)));
        }
        catch (JsonException error)
        {
            log.LogWarning("A line on stdin is no JSON-RPC message: {Reason}", error.Message);
            await RefuseAsync(text);
            return;
        }

        if (message is null) return;
        if (message is JsonRpcRequest request) unanswered[request.Id] = 0;
        if (message is JsonRpcNotification { Method: NotificationMethods.CancelledNotification } taken) Forget(taken);
        await WriteMessageAsync(message, stop.Token);
    }

    // A request that cannot be read must not leave its sender waiting.
    private async Task RefuseAsync(byte[] line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 1000 });
            if (document.RootElement.ValueKind is not JsonValueKind.Object || !document.RootElement.TryGetProperty("id", out var id)) return;
            RequestId? known = id.ValueKind switch
            {
                JsonValueKind.String => new RequestId(id.GetString()!),
                JsonValueKind.Number when id.TryGetInt64(out var number) => new RequestId(number),
                _ => null,
            };
            if (known is not { } request) return;
            await SendMessageAsync(new JsonRpcError { Id = request, Error = new() { Code = (int)McpErrorCode.InvalidRequest, Message = "This is not a JSON-RPC request." } }, stop.Token);
        }
        catch (JsonException)
        {
            // Not JSON at all: there is no id to answer to, and the warning above has said so.
        }
    }

    // A cancelled request gets no answer, so nobody waits for one.
    private void Forget(JsonRpcNotification taken)
    {
        if (taken.Params?["requestId"] is not { } id) return;
        if (id.GetValueKind() is JsonValueKind.String) Settle(new RequestId(id.GetValue<string>()));
        else if (id.GetValueKind() is JsonValueKind.Number && id.AsValue().TryGetValue<long>(out var number)) Settle(new RequestId(number));
    }

    private void Settle(RequestId id)
    {
        unanswered.TryRemove(id, out _);
        if (ended && unanswered.IsEmpty) drained.TrySetResult();
    }
}
