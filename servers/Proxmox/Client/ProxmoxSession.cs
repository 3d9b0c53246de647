using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>The headers that say who calls: a token as it is, or a ticket that is fetched and renewed when due.</summary>
internal sealed class ProxmoxSession(ProxmoxCredential? credential, ProxmoxTransport transport, TimeProvider clock) : IDisposable
{
    // A ticket lives two hours. Renewing well before costs one call and spares a refusal, which the server delays by 3 s.
    private static readonly TimeSpan RenewAfter = TimeSpan.FromMinutes(90);
    private static readonly TimeSpan DeadAfter = TimeSpan.FromMinutes(115);

    private readonly SemaphoreSlim turn = new(1);
    private Ticket? ticket;

    /// <summary>Whether a refused credential may be mended by logging in again.</summary>
    internal bool CanLogIn => credential is ProxmoxCredential.Login;

    internal async ValueTask<IReadOnlyList<KeyValuePair<string, string>>> HeadersAsync(string method, CancellationToken cancel)
    {
        switch (credential)
        {
            case ProxmoxCredential.Token token:
                return [KeyValuePair.Create("Authorization", $"PVEAPIToken={token.Text}")];
            case ProxmoxCredential.Login login:
                var current = await CurrentAsync(login, cancel);
                var cookie = KeyValuePair.Create("Cookie", $"PVEAuthCookie={Uri.EscapeDataString(current.Text)}");
                return method is "GET" ? [cookie] : [cookie, KeyValuePair.Create("CSRFPreventionToken", current.Csrf)];
            default:
                return [];
        }
    }

    /// <summary>Drops a ticket that was refused, unless another call has fetched a new one meanwhile.</summary>
    internal void Forget(IReadOnlyList<KeyValuePair<string, string>> used)
    {
        if (ticket is { } held && used.Any(header => header.Value.Contains(Uri.EscapeDataString(held.Text), StringComparison.Ordinal))) ticket = null;
    }

    public void Dispose() => turn.Dispose();

    private async Task<Ticket> CurrentAsync(ProxmoxCredential.Login login, CancellationToken cancel)
    {
        if (ticket is { } fresh && clock.GetUtcNow() - fresh.At < RenewAfter) return fresh;
        await turn.WaitAsync(cancel);
        try
        {
            var now = clock.GetUtcNow();
            if (ticket is { } held && now - held.At < RenewAfter) return held;
            // A ticket that still lives is its own password for the next one.
            var password = ticket is { } old && now - old.At < DeadAfter ? old.Text : login.Password;
            var form = new Dictionary<string, object?> { ["username"] = login.User, ["password"] = password };
            var answer = (await transport.SendAsync("POST", "/access/ticket", form, [], cancel)).Ensure().ToObject();
            ticket = new(
                answer.Text("ticket") ?? throw new PlatformException(PlatformFailure.Failed, "Proxmox accepted the login and gave no ticket: it asks for a second factor. Use an API token."),
                answer.Text("CSRFPreventionToken") ?? "",
                now);
            return ticket;
        }
        finally
        {
            turn.Release();
        }
    }

    private sealed record Ticket(string Text, string Csrf, DateTimeOffset At);
}
