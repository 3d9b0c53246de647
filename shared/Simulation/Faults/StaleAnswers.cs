using Microsoft.AspNetCore.Http;

namespace HomelabMcp.Simulation.Faults;

/// <summary>The last few good answers of every list, by caller and address; bounded.</summary>
internal sealed class StaleAnswers(TimeProvider time)
{
    private const int KeptPerList = 8;
    private const int KeptLists = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<StaleAnswer>> _answers = new(StringComparer.Ordinal);

    public void Remember(HttpContext context, byte[] body)
    {
        if (context.Response.StatusCode != StatusCodes.Status200OK)
            return;
        using (_gate.EnterScope())
        {
            if (_answers.Count >= KeptLists)
                _answers.Clear();
            var key = Key(context.Request);
            if (!_answers.TryGetValue(key, out var queue))
                _answers[key] = queue = [];
            queue.Enqueue(new StaleAnswer(time.GetUtcNow(), context.Response.ContentType, body));
            while (queue.Count > KeptPerList)
                queue.Dequeue();
        }
    }

    /// <summary>The oldest answer that is not older than the age.</summary>
    public StaleAnswer? Find(HttpRequest request, TimeSpan age)
    {
        using (_gate.EnterScope())
            return _answers.GetValueOrDefault(Key(request))?.FirstOrDefault(answer => time.GetUtcNow() - answer.At <= age);
    }

    private static string Key(HttpRequest request) => $"{request.Path}{request.QueryString} {request.Headers.Authorization} {request.Headers.Cookie}";
}

internal sealed record StaleAnswer(DateTimeOffset At, string? ContentType, byte[] Body)
{
    public async Task SendAsync(HttpContext context)
    {
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = Body.Length;
        await context.Response.Body.WriteAsync(Body, context.RequestAborted);
    }
}
