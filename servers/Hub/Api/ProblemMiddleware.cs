namespace HomelabMcp.Hub.Api;

/// <summary>Turns what a route threw into a problem; a defect is logged whole and answered with its id alone.</summary>
internal sealed class ProblemMiddleware(ILogger<ProblemMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
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
}
