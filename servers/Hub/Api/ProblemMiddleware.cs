namespace HomelabMcp.Hub.Api;

/// <summary>Turns what a route threw into a problem; a defect is logged whole and answered with its id alone.</summary>
internal sealed class ProblemMiddleware(ILogger<ProblemMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            // What the framework refuses by itself (a body of another type …) comes without a word.
            if (context.Response is { StatusCode: >= 400, HasStarted: false, ContentType: null } refused)
                await Problems.Of(refused.StatusCode, SentenceOf(refused.StatusCode)).ExecuteAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = 499;
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            var problem = Problems.Of(failure);
            if (problem is null)
            {
                log.LogError(failure, "{Method} {Path} failed ({TraceId})", context.Request.Method, context.Request.Path, context.TraceIdentifier);
                problem = Problems.Of(500, $"This is a defect of the hub; its log tells more under {context.TraceIdentifier}.");
            }

            context.Response.Clear();
            await problem.ExecuteAsync(context);
        }
    }

    private static string SentenceOf(int status) => status switch
    {
        405 => "This route has other methods; /openapi/v1.json lists them.",
        413 => "The body is too large.",
        415 => "Send the body as 'Content-Type: application/json'.",
        _ => "The request cannot be read; /openapi/v1.json tells what the route takes.",
    };
}
