using System.Globalization;
using HomelabMcp.Core;

namespace HomelabMcp.Repository;

/// <summary>
/// The surroundings of every git process: made from nothing, so that neither the caller's <c>GIT_*</c> variables nor
/// the user's or system's configuration, credential helpers, hooks or <c>.netrc</c> have a say.
/// </summary>
internal sealed class GitEnvironment
{
    private static readonly string[] Inherited =
    [
        "PATH", "TMPDIR", "TEMP", "TMP", "SystemRoot", "ComSpec", "PATHEXT", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "http_proxy", "https_proxy", "no_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY",
    ];

    // The helper is given as configuration in the environment and reads the secret there: nothing is on a command line or disk.
    private const string CredentialHelper =
        "!f() { test \"$1\" = get && printf 'username=%s\\npassword=%s\\n' \"$HOMELAB_GIT_USERNAME\" \"$HOMELAB_GIT_PASSWORD\"; }; f";

    private readonly string globalFile;

    public GitEnvironment(RepositoryAccess access, RepositoryAddress address, string home)
    {
        (Access, Address, Home) = (access, address, home);
        Directory.CreateDirectory(home);
        globalFile = System.IO.Path.Combine(home, "gitconfig");
        // A file and not only variables: the upload-pack that git starts for a local path drops the variables, and
        // would refuse a bare repository that belongs to another user.
        const string Trust = "[safe]\n\tdirectory = *\n";
        if (!File.Exists(globalFile) || File.ReadAllText(globalFile) != Trust) File.WriteAllText(globalFile, Trust);
    }

    public RepositoryAccess Access { get; }

    public RepositoryAddress Address { get; }

    /// <summary>An empty home of our own, which is also the working folder.</summary>
    public string Home { get; }

    /// <summary>A text without the password, should git or a server have quoted it.</summary>
    public string Mask(string text)
    {
        if (Access.Password?.Invoke().Reveal() is not { Length: > 0 } password) return text;
        return text.Replace(password, "[secret]", StringComparison.Ordinal)
            .Replace(Uri.EscapeDataString(password), "[secret]", StringComparison.Ordinal);
    }

    public void Fill(IDictionary<string, string?> variables, GitCall call)
    {
        var kept = Inherited.Where(variables.ContainsKey).ToDictionary(name => name, name => variables[name]);
        var agent = variables.TryGetValue("SSH_AUTH_SOCK", out var socket) ? socket : null;
        variables.Clear();
        foreach (var (name, value) in kept) variables[name] = value;
        variables["HOME"] = Home;
        variables["XDG_CONFIG_HOME"] = Home;
        variables["LC_ALL"] = "C";
        variables["GIT_CONFIG_NOSYSTEM"] = "1";
        variables["GIT_CONFIG_GLOBAL"] = globalFile;
        variables["GIT_ATTR_NOSYSTEM"] = "1";
        variables["GIT_TERMINAL_PROMPT"] = "0";
        variables["GIT_NO_REPLACE_OBJECTS"] = "1";
        variables["GIT_ALLOW_PROTOCOL"] = Address.Protocols;
        foreach (var (name, value) in call.Environment) variables[name] = value;

        List<KeyValuePair<string, string>> configuration =
        [
            new("core.hooksPath", OperatingSystem.IsWindows() ? "NUL" : "/dev/null"),
            new("core.fsmonitor", "false"),
            new("gc.auto", "0"),
            new("maintenance.auto", "false"),
            new("credential.helper", ""),
            new("http.followRedirects", "false"),
            new("advice.pushUpdateRejected", "false"),
            .. call.Configuration,
        ];
        if (call.Remote && Address.Kind is AddressKind.Http) AddPassword(variables, configuration);
        if (call.Remote && Address.Kind is AddressKind.Ssh) AddSsh(variables, agent);
        AddConfiguration(variables, configuration);
    }

    private static void AddConfiguration(IDictionary<string, string?> variables, List<KeyValuePair<string, string>> configuration)
    {
        variables["GIT_CONFIG_COUNT"] = configuration.Count.ToString(CultureInfo.InvariantCulture);
        for (var i = 0; i < configuration.Count; i++)
        {
            variables[$"GIT_CONFIG_KEY_{i}"] = configuration[i].Key;
            variables[$"GIT_CONFIG_VALUE_{i}"] = configuration[i].Value;
        }
    }

    private void AddPassword(IDictionary<string, string?> variables, List<KeyValuePair<string, string>> configuration)
    {
        if (Access.Password is null) return;
        var username = Access.Username ?? Address.Username ?? "git";
        var password = Access.Password().Reveal();
        // A line break would let one value speak for another in git's credential protocol.
        if (username.Any(char.IsControl) || password.Any(char.IsControl))
            throw new HomelabException("repository.credentials hold a line break or control character; check the file or variable that they come from.");
        configuration.Add(new("credential.helper", CredentialHelper));
        variables["HOMELAB_GIT_USERNAME"] = username;
        variables["HOMELAB_GIT_PASSWORD"] = password;
    }

    private void AddSsh(IDictionary<string, string?> variables, string? agent)
    {
        List<string> words = ["ssh", "-F", "/dev/null", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", "ConnectTimeout=20"];
        if (Access.SshKey is { } key) words.AddRange(["-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-i", Quote(key)]);
        else if (agent is not null) variables["SSH_AUTH_SOCK"] = agent;
        if (Access.KnownHosts is { } hosts) words.AddRange(["-o", Quote($"UserKnownHostsFile=\"{hosts}\""), "-o", "GlobalKnownHostsFile=/dev/null"]);
        variables["GIT_SSH_COMMAND"] = string.Join(' ', words);
        variables["GIT_SSH_VARIANT"] = "ssh";
    }

    // git hands GIT_SSH_COMMAND to a shell.
    private static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
