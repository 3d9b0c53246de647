using HomelabMcp.Core;
using HomelabMcp.Hosting;
using HomelabMcp.Hub.Commands;

namespace HomelabMcp.Hub.Doors;

/// <summary>Finds what answers for an installation.</summary>
internal static class HubDoor
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>A running hub where one answers; else the installation itself, under the store's lease.</summary>
    /// <param name="here">The machine.</param>
    /// <param name="config">The configuration that was asked for.</param>
    /// <param name="applies">Whether the command may write to live systems; every other one opens them for reading.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<IHub> OpenAsync(Surroundings here, string? config, bool applies, CancellationToken cancel)
    {
        var configuration = ConfigurationFile.Read(here, config);
        var address = ConfigurationFile.HubAddress(configuration);
        if (await AnswersAsync(address, cancel)) return RemoteHub.At(address, TokenFor(here, configuration, address));
        return await AloneHub.OpenAsync(configuration, here, applies, cancel);
    }

    /// <summary>Whether a hub answers there.</summary>
    public static async Task<bool> AnswersAsync(Uri address, CancellationToken cancel)
    {
        using var http = new HttpClient { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(new Uri(address, "/healthz"), cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception silent) when (silent is HttpRequestException or OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            return false;
        }
    }

    /// <summary>The token to talk to a hub with: the environment's, else the admin token beside the store.</summary>
    public static Secret<string> TokenFor(Surroundings here, HomelabConfiguration configuration, Uri address)
    {
        if (here.Variable("HOMELAB_TOKEN") is { Length: > 0 } token) return new(token);
        return AdminToken.Read(configuration) ?? throw new HomelabException(
            $"The hub at {address} answers, and this user has no token for it: put one into HOMELAB_TOKEN, or run this as the hub's user, who can read {AdminToken.PathFor(configuration)}.");
    }
}
