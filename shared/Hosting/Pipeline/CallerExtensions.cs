using HomelabMcp.Core;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace HomelabMcp.Hosting;

/// <summary>What a tool may know of the call that it serves.</summary>
public static class CallerExtensions
{
    private const string CallerKey = "homelab.caller";
    private const string ModeKey = "homelab.mode";

    /// <summary>Who asks, for proposals and records. Only inside a call that went through the pipeline.</summary>
    public static Caller Caller(this RequestContext<CallToolRequestParams> context) =>
        context.Items.TryGetValue(CallerKey, out var value) && value is Caller caller
            ? caller
            : throw new InvalidOperationException("This call did not come through the pipeline.");

    /// <summary>The mode that holds for this call.</summary>
    public static ServerMode Mode(this RequestContext<CallToolRequestParams> context) =>
        context.Items.TryGetValue(ModeKey, out var value) && value is ServerMode mode ? mode : ServerMode.Read;

    internal static void Set(this RequestContext<CallToolRequestParams> context, Caller caller, ServerMode mode)
    {
        context.Items[CallerKey] = caller;
        context.Items[ModeKey] = mode;
    }
}
