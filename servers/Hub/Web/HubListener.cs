using System.Net;
using System.Net.Sockets;
using HomelabMcp.Core;
using HomelabMcp.Hosting;

namespace HomelabMcp.Hub.Web;

/// <summary>
/// The hub's listening socket, bound before anything else starts: so its address is known while the configuration and
/// everything that names it are still being made, and nobody can take the port meanwhile.
/// </summary>
internal sealed class HubListener : IDisposable
{
    private readonly Socket socket;

    private HubListener(Socket socket, Uri address) => (this.socket, Address) = (socket, address);

    /// <summary>Where it listens, with the real port.</summary>
    public Uri Address { get; }

    /// <summary>Takes an address; port 0 takes a free one.</summary>
    /// <exception cref="HomelabException">It is taken, or not one of this machine's.</exception>
    public static async Task<HubListener> OpenAsync(Uri address, CancellationToken cancel)
    {
        var ip = await IpOfAsync(address, cancel);
        var bound = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (ip.Equals(IPAddress.IPv6Any)) bound.DualMode = true;
            bound.Bind(new IPEndPoint(ip, address.Port));
        }
        catch (SocketException taken)
        {
            bound.Dispose();
            throw new HomelabException($"The hub cannot listen on {address.GetLeftPart(UriPartial.Authority)}: {taken.Message}. Choose another port ('--port 0' picks a free one, 'hub.listen' in homelab.yaml).", taken);
        }

        var port = ((IPEndPoint)bound.LocalEndPoint!).Port;
        return new(bound, new UriBuilder(address) { Port = port }.Uri);
    }

    /// <summary>Takes the first free of several ports on 127.0.0.1.</summary>
    public static async Task<HubListener> OpenFirstAsync(IEnumerable<int> ports, CancellationToken cancel)
    {
        HomelabException? last = null;
        foreach (var port in ports)
        {
            try
            {
                return await OpenAsync(new Uri($"http://127.0.0.1:{port}"), cancel);
            }
            catch (HomelabException taken)
            {
                last = taken;
            }
        }

        throw last ?? new HomelabException("No port was given for the hub.");
    }

    /// <summary>Hands the socket to Kestrel, which from then on owns it.</summary>
    public void Configure(WebApplicationBuilder builder, HubSettings settings)
    {
        builder.WebHost.UseSockets(options => options.CreateBoundListenSocket = _ => socket);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 8 << 20;
            kestrel.Listen((IPEndPoint)socket.LocalEndPoint!, listen =>
            {
                if (settings.Certificate is { } certificate) listen.UseHttps(Certificates.Load(certificate, settings.CertificateKey));
            });
        });
        if (settings.Certificate is not null) builder.WebHost.UseKestrelHttpsConfiguration();
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private static async Task<IPAddress> IpOfAsync(Uri address, CancellationToken cancel)
    {
        var host = address.Host.Trim('[', ']');
        if (IPAddress.TryParse(host, out var ip)) return ip;
        if (host is "localhost") return IPAddress.Loopback;
        try
        {
            return (await Dns.GetHostAddressesAsync(host, cancel))[0];
        }
        catch (SocketException unknown)
        {
            throw new HomelabException($"The hub cannot listen on '{host}': {unknown.Message}. Write an address of this machine under 'hub.listen'.", unknown);
        }
    }
}
