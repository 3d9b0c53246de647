using System.Text.RegularExpressions;
using HomelabMcp.Core;

namespace HomelabMcp.Hosting;

/// <summary>Resolves <c>${env:NAME}</c> and <c>${file:PATH}</c> in a value, when it is used and not before.</summary>
/// <param name="file">The configuration file, for messages.</param>
/// <param name="folder">Its folder: a relative PATH is relative to it.</param>
/// <param name="known">Remembers what was resolved.</param>
internal sealed partial class SecretReferences(string file, string folder, KnownSecrets known)
{
    private const int LargestSecretFile = 64 * 1024;

    /// <summary>Why a text cannot be a value: a reference of an unknown sort. Null when it can.</summary>
    public static string? Malformed(string text)
    {
        foreach (Match match in Reference().Matches(text))
        {
            if (match.Groups["kind"].Value is not ("env" or "file"))
                return $"'{match.Value}' is no reference: {Nearest.Hint(match.Groups["kind"].Value, ["env", "file"])} (${{env:NAME}} or ${{file:PATH}}).";
        }

        return text.Contains("${", StringComparison.Ordinal) && !Reference().IsMatch(text) ? $"'{text}' is no reference: write ${{env:NAME}} or ${{file:PATH}}." : null;
    }

    /// <summary>The value as a secret; missing sources are errors that name the place in the file.</summary>
    public Secret<string> Secret(string text, string place, int line)
    {
        var value = Plain(text, place, line);
        known.Add(value);
        return new(value);
    }

    /// <summary>The value of a field that is no secret.</summary>
    public string Plain(string text, string place, int line) =>
        Reference().Replace(text, match => match.Groups["kind"].Value is "env"
            ? Variable(match.Groups["name"].Value, place, line)
            : Content(match.Groups["name"].Value, place, line));

    private string Variable(string name, string place, int line) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? value
            : throw new HomelabException($"{file}:{line}: {place}: The environment variable {name} is not set.");

    private string Content(string path, string place, int line)
    {
        var full = Path.GetFullPath(path, folder);
        try
        {
            var info = new FileInfo(full);
            if (!info.Exists) throw new HomelabException($"{file}:{line}: {place}: There is no file {full}.");
            if (info.Length > LargestSecretFile) throw new HomelabException($"{file}:{line}: {place}: {full} is too large for a secret.");
            var value = File.ReadAllText(full).TrimEnd('\r', '\n');
            return value.Length > 0 ? value : throw new HomelabException($"{file}:{line}: {place}: {full} is empty.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new HomelabException($"{file}:{line}: {place}: {full} cannot be read: {failure.Message}", failure);
        }
    }

    [GeneratedRegex(@"\$\{(?<kind>[^}:]*):(?<name>[^}]*)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 500)]
    private static partial Regex Reference();
}
