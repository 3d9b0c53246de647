using System.Net;

namespace HomelabMcp.Hosting;

/// <summary>Where a server listens.</summary>
public static class ListenAddress
{
    /// <summary>Whether only this machine reaches an address: a loopback IP, or <c>localhost</c>.</summary>
    public static bool IsLoopback(Uri address) =>
        address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
