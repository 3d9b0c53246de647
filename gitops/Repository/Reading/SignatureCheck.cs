namespace HomelabMcp.Repository;

/// <summary>Whose signatures count. Both live outside the repository that they judge.</summary>
/// <param name="AllowedSignersFile">OpenSSH's <c>allowed_signers</c> file; null: no SSH signature counts.</param>
/// <param name="GnupgHome">A GnuPG home whose keyring holds the signers' keys and nobody else's; null: no OpenPGP signature counts.</param>
public sealed record SignatureTrust(string? AllowedSignersFile, string? GnupgHome);

/// <summary>What a commit's signature is worth.</summary>
public enum SignatureState
{
    /// <summary>There is none.</summary>
    None,
    /// <summary>Made by a signer that counts, over exactly this commit.</summary>
    Trusted,
    /// <summary>Made by somebody that does not count, or who cannot be told.</summary>
    Unknown,
    /// <summary>Not over this commit, or by a key that was expired or revoked.</summary>
    Bad,
}

/// <summary>A judged signature.</summary>
/// <param name="State">What it is worth.</param>
/// <param name="Signer">Principal or user id of a trusted signer, as the trust names it; else null.</param>
/// <param name="Key">Fingerprint of the key, where it can be told.</param>
public sealed record SignatureVerdict(SignatureState State, string? Signer, string? Key);

/// <summary>Judges signatures with the git command; the library only extracts them.</summary>
internal sealed class SignatureCheck(RepositoryReaders readers, GitCommand git, string folder)
{
    private static readonly SignatureVerdict None = new(SignatureState.None, null, null);

    public async Task<SignatureVerdict> JudgeAsync(string commit, SignatureTrust trust, CancellationToken cancel)
    {
        var (id, signature) = readers.Read(repository =>
        {
            var found = CommitReader.Require(repository, commit);
            return (found.Sha, CommitReader.Signature(repository, found));
        });
        if (signature is null) return None;
        var ssh = signature.StartsWith("-----BEGIN SSH SIGNATURE-----", StringComparison.Ordinal);
        if ((ssh ? trust.AllowedSignersFile : trust.GnupgHome) is null) return new(SignatureState.Unknown, null, null);
        if (ssh && !File.Exists(trust.AllowedSignersFile))
            throw new GitException(GitFailure.Failed, $"The file of allowed signers {trust.AllowedSignersFile} does not exist; write one line '<address> <public key>' for each signer.");
        var result = await git.RunAsync(new("Verifying a signature", "--git-dir", folder, "log", "-1", "--no-show-signature", "--format=%G?%x00%GS%x00%GF%x00%GK", id)
        {
            Configuration = ssh ? [new("gpg.ssh.allowedSignersFile", trust.AllowedSignersFile!)] : [],
            Environment = ssh ? new Dictionary<string, string>() : new Dictionary<string, string> { ["GNUPGHOME"] = trust.GnupgHome! },
        }, cancel);
        return Verdict(result.Text.TrimEnd('\n').Split('\0'), ssh);
    }

    /// <summary>git's letter: good, good of unknown validity, bad, expired (signature, key), revoked, cannot be checked.</summary>
    private static SignatureVerdict Verdict(string[] fields, bool ssh)
    {
        var key = fields.Skip(2).FirstOrDefault(field => field is not "");
        return fields[0] switch
        {
            "G" => new(SignatureState.Trusted, fields[1], key),
            // The keyring is the list of signers, so being in it is what counts; for SSH it means that no line matched.
            "U" when !ssh => new(SignatureState.Trusted, fields[1], key),
            "B" or "X" or "Y" or "R" => new(SignatureState.Bad, null, key),
            _ => new(SignatureState.Unknown, null, key),
        };
    }
}
