namespace HomelabMcp.Proxmox;

/// <summary>
/// A connection that fails when the server closes it between a request and the first byte of its answer.
/// </summary>
/// <remarks>
/// .NET's handler treats such an end as an idle time-out and sends a request without a body (every DELETE) a second
/// time by itself. For a platform that may already have acted that is wrong: the caller must hear that the answer was
/// lost. An exception instead of an end of stream switches that repetition off.
/// </remarks>
internal sealed class AnsweredStream(Stream inner) : Stream
{
    private volatile bool waiting;

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Received(await inner.ReadAsync(buffer, cancellationToken), buffer.Length);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Received(inner.Read(buffer, offset, count), count);

    public override int Read(Span<byte> buffer) => Received(inner.Read(buffer), buffer.Length);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        waiting = true;
        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count)
    {
        waiting = true;
        inner.Write(buffer, offset, count);
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    // A read into an empty buffer only waits for data to be there: its zero says nothing.
    private int Received(int count, int asked)
    {
        if (count > 0) waiting = false;
        else if (waiting && asked > 0) throw new IOException("The server closed the connection before it answered.");
        return count;
    }
}
