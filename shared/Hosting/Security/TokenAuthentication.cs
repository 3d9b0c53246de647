using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HomelabMcp.Hosting;

/// <summary>Authenticates <c>Authorization: Bearer TOKEN</c> over an <see cref="ITokenTable"/>, for REST and MCP alike.</summary>
public static class TokenAuthentication
{
    /// <summary>The scheme's name.</summary>
    public const string Scheme = "homelab-token";

    /// <summary>
    /// Adds the scheme as the default one. An <see cref="ITokenTable"/> must be registered. Only the core of
    /// authentication comes with it: no keys are written to the user's home, as cookies would need.
    /// </summary>
    public static AuthenticationBuilder AddTokenAuthentication(this IServiceCollection services)
    {
        services.AddAuthenticationCore(options => options.DefaultScheme = Scheme);
        services.AddWebEncoders();
        return new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, TokenHandler>(Scheme, null);
    }
}

/// <summary>The handler behind <see cref="TokenAuthentication"/>.</summary>
internal sealed class TokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logs,
    UrlEncoder encoder,
    ITokenTable tokens) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    private const string Prefix = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization is not [{ } header] || !header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
        var token = header[Prefix.Length..].Trim();
        if (token.Length is 0 or > 4096) return AuthenticateResult.Fail("No usable token.");
        return await tokens.FindAsync(TokenHash.Of(token), Context.RequestAborted) is { } principal
            ? AuthenticateResult.Success(new AuthenticationTicket(PrincipalClaims.For(principal, Scheme.Name), Scheme.Name))
            : AuthenticateResult.Fail("Unknown token.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Problem.ChallengeAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Problem.ForbidAsync(Context);
}
