using HomelabMcp.Core;
using HomelabMcp.Hosting;
using HomelabMcp.Hub.Api;
using HomelabMcp.Hub.Commands;
using HomelabMcp.Hub.Pages;
using HomelabMcp.Hub.Security;
using Serilog;
using Serilog.Events;

namespace HomelabMcp.Hub.Web;

/// <summary>The hub as a web application: MCP gateway, REST, pages.</summary>
internal static class HubApplication
{
    /// <summary>Builds it, not yet started.</summary>
    /// <param name="installation">What it serves.</param>
    /// <param name="listener">Where.</param>
    /// <param name="level">What is logged, to stderr.</param>
    public static async Task<WebApplication> BuildAsync(Installation installation, HubListener listener, LogEventLevel level)
    {
        var configuration = installation.Configuration;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Host.UseConsoleLifetime(options => options.SuppressStatusMessages = true);
        builder.Services.AddSerilog(HubLog.Create(level), dispose: true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        listener.Configure(builder, configuration.Hub);
        var seal = new SessionSeal(await installation.Store.Settings.FingerprintKeyAsync(CancellationToken.None), installation.Clock);
        AddServices(builder.Services, installation, seal);
        installation.AddMcp(builder.Services);

        var app = builder.Build();
        app.Use(SecurityHeaders.InvokeAsync);
        app.UseHostGuard(configuration.Hub.Hosts);
        app.Use(app.Services.GetRequiredService<ProblemMiddleware>().InvokeAsync);
        app.UseRouting();
        app.Use(app.Services.GetRequiredService<AccessGate>().InvokeAsync);
        app.Use(new WriteAudit(installation.Store.Audit).InvokeAsync);
        Map(app, installation);
        return app;
    }

    private static void AddServices(IServiceCollection services, Installation installation, SessionSeal seal)
    {
        services.AddSingleton(installation);
        services.AddSingleton(installation.Hub);
        services.AddSingleton(seal);
        services.AddSingleton(new Credentials(installation.Store.Tokens, seal));
        services.AddSingleton<AccessGate>();
        services.AddSingleton<ProblemMiddleware>();
        services.AddOpenApi("v1", ApiDescription.Configure);
        services.ConfigureHttpJsonOptions(json =>
        {
            foreach (var converter in Terminal.JsonStyle.Converters) json.SerializerOptions.Converters.Add(converter);
            json.SerializerOptions.Encoder = Terminal.JsonStyle.Encoder;
        });
    }

    private static void Map(WebApplication app, Installation installation)
    {
        app.MapHomelabMcp().For(Role.Viewer, cookies: false);
        ApiRoutes.Map(app);
        PageRoutes.Map(app);
        SignIn.Map(app);
        app.MapOpenApi("/openapi/{documentName}.json").ForAnybody();
        app.MapGet("/healthz", () => Results.Json(new { status = "ok" })).ForAnybody().ExcludeFromDescription();
        app.MapGet("/readyz", () => installation.IsReady
                ? Results.Json(new { status = "ready" })
                : Results.Json(new { status = "starting" }, statusCode: 503))
            .ForAnybody().ExcludeFromDescription();
    }
}
