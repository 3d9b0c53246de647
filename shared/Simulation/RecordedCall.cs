using System.Collections.Concurrent;

using Microsoft.AspNetCore.Http;

namespace HomelabMcp.Simulation;

/// <summary>One request a simulator received.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path without the query, unescaped.</param>
/// <param name="Query">Query with its question mark, or empty.</param>
public sealed record RecordedCall(string Method, string Path, string Query)
{
    /// <summary>True for everything but GET and HEAD.</summary>
    public bool IsWrite => !HttpMethods.IsGet(Method) && !HttpMethods.IsHead(Method);
}

/// <summary>The requests a simulator received, oldest first; for tests and for counting calls.</summary>
public sealed class CallLog
{
    private const int Kept = 100_000;

    private readonly ConcurrentQueue<RecordedCall> _calls = new();

    /// <summary>The calls since the last <see cref="Clear"/>, at most the newest 100,000.</summary>
    public IReadOnlyList<RecordedCall> Calls => [.. _calls];

    /// <summary>Forgets all calls.</summary>
    public void Clear() => _calls.Clear();

    /// <summary>Notes a call.</summary>
    public void Add(HttpRequest request)
    {
        _calls.Enqueue(new RecordedCall(request.Method, request.Path.Value ?? "", request.QueryString.Value ?? ""));
        while (_calls.Count > Kept)
            _calls.TryDequeue(out _);
    }
}
