using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox.Access;

/// <summary>Login tickets <c>PVE:user@realm:HEXTIME::signature</c>, good for two hours, and the token that guards writes by cookie.</summary>
internal sealed class Tickets(AccessState access, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(2);

    public string Issue(string user)
    {
        var plain = $"PVE:{user}:{Now():X8}";
        return $"{plain}::{Sign(plain, 256)}";
    }

    /// <summary>The ticket's user, or null for a ticket that is forged, malformed or too old.</summary>
    public string? Verify(string ticket)
    {
        var end = ticket.IndexOf("::", StringComparison.Ordinal);
        if (end < 0 || ticket[..end].Split(':') is not ["PVE", var user, var at] || !IsFresh(at))
            return null;
        return Sign(ticket[..end], 256) == ticket[(end + 2)..] ? user : null;
    }

    public string IssueCsrf(string user)
    {
        var at = Now().ToString("X8", CultureInfo.InvariantCulture);
        return $"{at}:{Sign($"{at}:{user}", 32).TrimEnd('=')}";
    }

    public bool VerifyCsrf(string token, string user) =>
        token.Split(':') is [var at, var signature] && IsFresh(at) && Sign($"{at}:{user}", 32).TrimEnd('=') == signature;

    private bool IsFresh(string hexTime) =>
        long.TryParse(hexTime, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var at) && Now() - at is >= -300 and var age && age < Lifetime.TotalSeconds;

    private long Now() => time.GetUtcNow().ToUnixTimeSeconds();

    private string Sign(string text, int bytes) =>
        Convert.ToBase64String(Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(access.Secret), 1, HashAlgorithmName.SHA256, bytes));
}
