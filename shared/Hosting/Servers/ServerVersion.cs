using System.Reflection;

namespace HomelabMcp.Hosting;

/// <summary>The suite's version, as <c>--version</c> and the MCP handshake say it.</summary>
public static class ServerVersion
{
    /// <summary>For example <c>0.1.0</c>.</summary>
    public static string Text { get; } =
        typeof(ServerVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
