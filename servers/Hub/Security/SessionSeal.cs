using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace HomelabMcp.Hub.Security;

/// <summary>
/// Makes session cookies: the token a person pasted, and when the session ends, encrypted under a key of this
/// installation. Nothing is kept here, so a restart signs nobody out, and a revoked token ends its sessions at once.
/// </summary>
internal sealed class SessionSeal
{
    /// <summary>How long a session lasts.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(12);

    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] cookieKey;
    private readonly byte[] formKey;
    private readonly TimeProvider clock;

    /// <summary>A seal.</summary>
    /// <param name="key">The installation's key; keys of its own are derived from it.</param>
    /// <param name="clock">The clock.</param>
    public SessionSeal(byte[] key, TimeProvider clock)
    {
        cookieKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: "hub session"u8.ToArray());
        formKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: "hub form"u8.ToArray());
        this.clock = clock;
    }

    /// <summary>A cookie for a token.</summary>
    public string Close(string token)
    {
        var plain = Encoding.UTF8.GetBytes(FormattableString.Invariant($"{clock.GetUtcNow().Add(Lasts).ToUnixTimeSeconds()} {token}"));
        var whole = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(whole.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(cookieKey, TagBytes);
        cipher.Encrypt(whole.AsSpan(0, NonceBytes), plain, whole.AsSpan(NonceBytes, plain.Length), whole.AsSpan(NonceBytes + plain.Length));
        return Base64Url.EncodeToString(whole);
    }

    /// <summary>The token of a cookie; null for one that we did not make or that has ended.</summary>
    public string? Open(string cookie)
    {
        if (!Base64Url.IsValid(cookie) || cookie.Length > 2048) return null;
        var whole = Base64Url.DecodeFromChars(cookie);
        if (whole.Length <= NonceBytes + TagBytes) return null;
        var plain = new byte[whole.Length - NonceBytes - TagBytes];
        try
        {
            using var cipher = new AesGcm(cookieKey, TagBytes);
            cipher.Decrypt(whole.AsSpan(0, NonceBytes), whole.AsSpan(NonceBytes, plain.Length), whole.AsSpan(NonceBytes + plain.Length), plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(plain).Split(' ', 2);
        return clock.GetUtcNow().ToUnixTimeSeconds() < long.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture) ? parts[1] : null;
    }

    /// <summary>What the forms of a session carry: nobody who cannot read its pages can know it.</summary>
    public string FormToken(string cookie) => Base64Url.EncodeToString(HMACSHA256.HashData(formKey, Encoding.UTF8.GetBytes(cookie)));

    /// <summary>Whether a form came from a page of this session.</summary>
    public bool IsFormToken(string cookie, string? presented) =>
        presented is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(FormToken(cookie)), Encoding.UTF8.GetBytes(presented));
}
