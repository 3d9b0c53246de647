using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace HomelabMcp.Hosting;

/// <summary>
/// The state that a client keeps between our question and its answer. It is in the client's hands, so it is encrypted
/// and authenticated with a key of this process, holds everything it is bound to, and works once.
/// </summary>
internal sealed class ConfirmationSeal(TimeProvider clock, TimeSpan life) : IDisposable
{
    private const int MostSpent = 10_000;
    private readonly AesGcm cipher = new(RandomNumberGenerator.GetBytes(32), AesGcm.TagByteSizes.MaxSize);
    private readonly ConcurrentDictionary<string, DateTimeOffset> spent = new(StringComparer.Ordinal);

    public string Make(string principal, string tool, string argumentsHash)
    {
        var bound = new Bound(principal, tool, argumentsHash, clock.GetUtcNow() + life, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        var plain = JsonSerializer.SerializeToUtf8Bytes(bound);
        var sealedBytes = new byte[12 + 16 + plain.Length];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, 12));
        cipher.Encrypt(sealedBytes.AsSpan(0, 12), plain, sealedBytes.AsSpan(28), sealedBytes.AsSpan(12, 16));
        return Base64Url.EncodeToString(sealedBytes);
    }

    /// <summary>Why a state does not confirm this call; null when it does, and then it is spent.</summary>
    public string? Broken(string state, string principal, string tool, string argumentsHash)
    {
        if (Open(state) is not { } bound) return "it was not made by this server, or was changed";
        if (bound.Principal != principal) return "it was given for another principal";
        if (bound.Tool != tool) return "it was given for another tool";
        if (bound.Arguments != argumentsHash) return "it was given for other arguments";
        var now = clock.GetUtcNow();
        if (bound.Until <= now) return $"it is older than {life.TotalMinutes:0} minutes";
        Forget(now);
        if (spent.Count >= MostSpent) return "too many confirmations are open";
        return spent.TryAdd(bound.Nonce, bound.Until) ? null : "it was used before";
    }

    public void Dispose() => cipher.Dispose();

    private Bound? Open(string state)
    {
        try
        {
            var sealedBytes = Base64Url.DecodeFromChars(state);
            if (sealedBytes.Length < 29) return null;
            var plain = new byte[sealedBytes.Length - 28];
            cipher.Decrypt(sealedBytes.AsSpan(0, 12), sealedBytes.AsSpan(28), sealedBytes.AsSpan(12, 16), plain);
            return JsonSerializer.Deserialize<Bound>(Encoding.UTF8.GetString(plain));
        }
        catch (Exception failure) when (failure is FormatException or CryptographicException or JsonException)
        {
            return null;
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (nonce, until) in spent)
            if (until <= now) spent.TryRemove(nonce, out _);
    }

    private sealed record Bound(string Principal, string Tool, string Arguments, DateTimeOffset Until, string Nonce);
}
