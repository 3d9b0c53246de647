using System.Text.RegularExpressions;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>
/// What a target's credential text holds: an API token (<c>user@realm!id=uuid</c>, sent with every call and in no need
/// of a CSRF header) or a login (<c>user@realm:password</c>, exchanged for a ticket that lives two hours).
/// </summary>
internal abstract partial record ProxmoxCredential
{
    private ProxmoxCredential() { }

    internal sealed record Token(string Text) : ProxmoxCredential
    {
        public override string ToString() => "[token]";
    }

    internal sealed record Login(string User, string Password) : ProxmoxCredential
    {
        public override string ToString() => $"[login {User}]";
    }

    internal static ProxmoxCredential Parse(Secret<string> secret)
    {
        var text = secret.Reveal().Trim();
        if (text.StartsWith("PVEAPIToken=", StringComparison.Ordinal)) text = text["PVEAPIToken=".Length..];
        if (TokenPattern().IsMatch(text)) return new Token(text);
        if (LoginPattern().Match(text) is { Success: true } login) return new Login(login.Groups["user"].Value, login.Groups["password"].Value);
        throw new HomelabException(
            "A Proxmox credential is an API token 'user@realm!tokenid=uuid' or a login 'user@realm:password'; the configured text is neither.");
    }

    [GeneratedRegex(@"^[^\s:/!=]+@[A-Za-z][\w.-]*![A-Za-z][\w.-]*=\S+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TokenPattern();

    [GeneratedRegex(@"^(?<user>[^\s:/]+@[A-Za-z][\w.-]*):(?<password>.+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LoginPattern();
}
