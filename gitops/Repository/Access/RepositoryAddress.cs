using System.Text.RegularExpressions;
using HomelabMcp.Core;

namespace HomelabMcp.Repository;

internal enum AddressKind { Local, Http, Ssh }

/// <summary>A repository's address, checked: only local paths, HTTP(S) and SSH are ever handed to git.</summary>
/// <param name="Kind">How it is reached.</param>
/// <param name="Url">What git is given; no password in it.</param>
/// <param name="Username">User name that stood in an HTTP address.</param>
internal sealed partial record RepositoryAddress(AddressKind Kind, string Url, string? Username)
{
    /// <summary>The transports that git may use for it: no redirect can lead to another.</summary>
    public string Protocols => Kind switch
    {
        AddressKind.Local => "file",
        AddressKind.Ssh => "ssh",
        _ => Url.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? "https" : "http",
    };

    /// <summary>The folder with <c>refs</c> and <c>objects</c> of a repository on this machine; null where there is none (yet).</summary>
    public string? GitFolder
    {
        get
        {
            if (Kind is not AddressKind.Local) return null;
            foreach (var folder in (string[])[Url, System.IO.Path.Combine(Url, ".git"), Url + ".git"])
                if (Directory.Exists(System.IO.Path.Combine(folder, "objects")) && Directory.Exists(System.IO.Path.Combine(folder, "refs")))
                    return folder;
            return null;
        }
    }

    public static RepositoryAddress Parse(string url)
    {
        if (url is "" || url.Any(char.IsControl))
            throw new HomelabException("repository.url is empty or holds control characters; give a path, file://, https:// or ssh:// address.");
        if (url.StartsWith('-'))
            throw new HomelabException($"repository.url '{url}' starts with a dash; give a path, file://, https:// or ssh:// address.");
        if (url.StartsWith("~/", StringComparison.Ordinal))
            return Local(System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), url[2..]));
        if (System.IO.Path.IsPathRooted(url)) return Local(url);
        if (SchemePattern().Match(url) is { Success: true } scheme) return WithScheme(url, scheme.Groups["scheme"].Value.ToLowerInvariant());
        if (url.Contains("::", StringComparison.Ordinal)) throw Unsupported(url);
        if (ScpPattern().IsMatch(url)) return new(AddressKind.Ssh, url, null);
        return Local(url);
    }

    private static RepositoryAddress WithScheme(string url, string scheme)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri)) throw Unsupported(url);
        switch (scheme)
        {
            case "file":
                return Local(uri.LocalPath);
            case "ssh" when uri.UserInfo.Contains(':', StringComparison.Ordinal):
            case "http" or "https" when uri.UserInfo.Contains(':', StringComparison.Ordinal):
                throw new HomelabException($"repository.url of {uri.Host} holds a password; put it under repository.credentials.password.");
            case "ssh" when !uri.Host.StartsWith('-') && !uri.UserInfo.StartsWith('-'):
                return new(AddressKind.Ssh, url, null);
            case "http" or "https":
                var bare = new UriBuilder(uri) { UserName = "", Password = "" }.Uri.AbsoluteUri;
                return new(AddressKind.Http, bare, uri.UserInfo is "" ? null : Uri.UnescapeDataString(uri.UserInfo));
            default:
                throw Unsupported(url);
        }
    }

    private static RepositoryAddress Local(string path) =>
        new(AddressKind.Local, System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)), null);

    private static HomelabException Unsupported(string url) =>
        new($"repository.url '{url}' has a transport that is not used here; valid: a path, file://, http://, https://, ssh:// or user@host:path.");

    [GeneratedRegex("^(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex SchemePattern();

    [GeneratedRegex("^([A-Za-z0-9._][A-Za-z0-9._-]*@)?[A-Za-z0-9][A-Za-z0-9.-]+:[^:].*$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ScpPattern();
}
