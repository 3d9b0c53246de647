using Microsoft.AspNetCore.Http;

namespace HomelabMcp.Simulation.Faults;

/// <summary>
/// Middleware that does wrong what networks and servers do wrong: late, refused, done but unanswered, out of date.
/// Usable by every simulator; switchable while it runs. Single faults ordered by hand go before drawn ones.
/// </summary>
/// <param name="options">Faults from the start.</param>
/// <param name="time">Clock of latency and of stale lists.</param>
/// <param name="isList">Whether a GET is one whose answer may be served out of date.</param>
public sealed class FaultInjector(FaultOptions options, TimeProvider time, Func<HttpRequest, bool> isList)
{
    private readonly Lock _gate = new();
    private readonly List<Ordered> _ordered = [];
    private readonly StaleAnswers _stale = new(time);
    private FaultOptions _options = options;
    private Random _random = new(options.Seed);

    /// <summary>The faults now in force; setting them starts the draws anew.</summary>
    public FaultOptions Options
    {
        get => _options;
        set
        {
            using (_gate.EnterScope())
            {
                _options = value;
                _random = new Random(value.Seed);
            }
        }
    }

    /// <summary>The next matching requests are refused with this status, without effect.</summary>
    public void FailNext(Func<HttpRequest, bool> matches, int status = StatusCodes.Status503ServiceUnavailable, int times = 1) =>
        Order(new Ordered(Fault.Error, matches, status), times);

    /// <summary>The next matching requests take effect, but their answer is lost.</summary>
    public void DropNextAnswer(Func<HttpRequest, bool> matches, int times = 1) => Order(new Ordered(Fault.Drop, matches, 0), times);

    /// <summary>The next matching list reads are answered out of date, if the list was read before.</summary>
    public void AnswerNextStale(Func<HttpRequest, bool> matches, int times = 1) => Order(new Ordered(Fault.Stale, matches, 0), times);

    /// <summary>Forgets every fault ordered by hand.</summary>
    public void Clear()
    {
        using (_gate.EnterScope())
            _ordered.Clear();
    }

    /// <summary>The middleware.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var (fault, status, latency, remember) = Draw(context.Request);
        if (latency > TimeSpan.Zero)
            await Task.Delay(latency, time, context.RequestAborted);
        switch (fault)
        {
            case Fault.Error:
                context.Response.StatusCode = status;
                return;
            case Fault.Drop:
                await CaptureAsync(context, next);
                context.Abort();
                return;
            case Fault.Stale when _stale.Find(context.Request, _options.StaleAge) is { } old:
                await old.SendAsync(context);
                return;
        }
        if (!remember)
        {
            await next(context);
            return;
        }
        var answer = await CaptureAsync(context, next);
        _stale.Remember(context, answer);
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private void Order(Ordered ordered, int times)
    {
        using (_gate.EnterScope())
            _ordered.AddRange(Enumerable.Repeat(ordered, times));
    }

    private (Fault Fault, int Status, TimeSpan Latency, bool Remember) Draw(HttpRequest request)
    {
        using (_gate.EnterScope())
        {
            var list = HttpMethods.IsGet(request.Method) && isList(request);
            var remember = list && (_options.StaleListsPercent > 0 || _ordered.Exists(ordered => ordered.Fault == Fault.Stale));
            var at = _ordered.FindIndex(ordered => ordered.Matches(request) && (ordered.Fault != Fault.Stale || list && _stale.Find(request, _options.StaleAge) is not null));
            if (at >= 0)
            {
                var ordered = _ordered[at];
                _ordered.RemoveAt(at);
                return (ordered.Fault, ordered.Status, _options.Latency, remember);
            }
            var fault = Hits(_options.ErrorPercent) ? Fault.Error
                : Hits(_options.DropAnswersPercent) ? Fault.Drop
                : list && Hits(_options.StaleListsPercent) ? Fault.Stale
                : Fault.None;
            return (fault, StatusCodes.Status503ServiceUnavailable, _options.Latency, remember);
        }
    }

    private bool Hits(double percent) => percent > 0 && _random.NextDouble() * 100 < percent;

    private static async Task<byte[]> CaptureAsync(HttpContext context, RequestDelegate next)
    {
        var real = context.Response.Body;
        using var captured = new MemoryStream();
        context.Response.Body = captured;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = real;
        }
        return captured.ToArray();
    }

    private enum Fault
    {
        None,
        Error,
        Drop,
        Stale,
    }

    private sealed record Ordered(Fault Fault, Func<HttpRequest, bool> Matches, int Status);
}
