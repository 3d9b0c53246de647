using System.Security.Cryptography;
using System.Text;
using HomelabMcp.Core;
using HomelabMcp.Hub.Security;

namespace HomelabMcp.Hub.Api;

/// <summary>
/// Webhooks of forges. Whatever one says is only a hint to look at the repository itself, so a forged or repeated one
/// does no harm; the proof keeps strangers from making us busy.
/// </summary>
internal static class WebhookRoutes
{
    private const int LargestBody = 4 << 20;

    private static readonly Dictionary<string, Func<HttpRequest, byte[], byte[], bool>> Proofs = new(StringComparer.Ordinal)
    {
        ["github"] = (request, body, secret) => IsSigned(request, "X-Hub-Signature-256", "sha256=", body, secret),
        ["gitea"] = (request, body, secret) => IsSigned(request, "X-Gitea-Signature", "", body, secret) || IsSigned(request, "X-Forgejo-Signature", "", body, secret)
            || IsSigned(request, "X-Hub-Signature-256", "sha256=", body, secret),
        ["gitlab"] = (request, _, secret) => Holds(request, "X-Gitlab-Token", "", secret),
        // For a hook of one's own, such as curl in post-receive.
        ["git"] = (request, body, secret) => Holds(request, "Authorization", "Bearer ", secret) || Holds(request, "X-Homelab-Token", "", secret)
            || IsSigned(request, "X-Hub-Signature-256", "sha256=", body, secret),
    };

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/webhooks/{forge}", ReceiveAsync).ForAnybody().DisableAntiforgery()
            .WithTags("Webhooks").WithSummary("A forge says that the repository moved")
            .WithDescription("forge is github (X-Hub-Signature-256), gitea (X-Gitea-Signature), gitlab (X-Gitlab-Token) or git (Authorization: Bearer SECRET, X-Homelab-Token, or X-Hub-Signature-256). The secret is repository.webhookSecret. The body is not read: the repository itself is looked at.")
            .Produces(202).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);

    private static async Task<IResult> ReceiveAsync(HttpContext context, string forge, Installation installation, CancellationToken cancel)
    {
        if (!Proofs.TryGetValue(forge, out var proof))
            return Problems.Of(404, $"There is no webhook for '{forge}': {Nearest.Hint(forge, Proofs.Keys)}.");
        if (installation.Configuration.Repository?.WebhookSecret is not { } secret)
            return Problems.Of(403, "Webhooks are off: set 'repository.webhookSecret' in homelab.yaml and at the forge.");
        if (await ReadAsync(context.Request, cancel) is not { } body)
            return Problems.Of(413, $"A webhook may have {LargestBody} bytes.");
        if (!proof(context.Request, body, Encoding.UTF8.GetBytes(secret().Reveal())))
            return Problems.Of(401, "The proof of this webhook is missing or wrong: set the same secret at the forge and in 'repository.webhookSecret'.");
        installation.Reconciler.Wake();
        return Results.Accepted();
    }

    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength > LargestBody) return null;
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (var read = await request.Body.ReadAsync(buffer, cancel); read > 0; read = await request.Body.ReadAsync(buffer, cancel))
        {
            if (body.Length + read > LargestBody) return null;
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private static bool IsSigned(HttpRequest request, string header, string prefix, byte[] body, byte[] secret)
    {
        if (request.Headers[header] is not [{ } value] || !value.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return false;
        Span<byte> given = stackalloc byte[32];
        return Convert.FromHexString(value.AsSpan(prefix.Length), given, out _, out var written) is System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(given[..written], HMACSHA256.HashData(secret, body));
    }

    // Hashed first, so that not even the lengths are compared in the open.
    private static bool Holds(HttpRequest request, string header, string prefix, byte[] secret) =>
        request.Headers[header] is [{ } value] && value.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(value[prefix.Length..])), SHA256.HashData(secret));
}
