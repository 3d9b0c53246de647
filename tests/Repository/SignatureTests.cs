using System.Diagnostics;
using static HomelabMcp.Repository.Tests.Sandbox;

namespace HomelabMcp.Repository.Tests;

public sealed class SignatureTests
{
    [Fact]
    public async Task An_ssh_signature_counts_only_for_an_allowed_signer_over_this_very_commit()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/ssh-keygen"), "ssh-keygen is not installed");
        var sandbox = new Sandbox();
        await using var _ = sandbox;
        sandbox.Push("main", "Begin", ("a.yaml", "1\n"));
        var (ours, theirs) = (await KeyAsync(sandbox, "ours"), await KeyAsync(sandbox, "theirs"));
        var signers = Path.Combine(sandbox.Folder, "signers");
        await File.WriteAllTextAsync(signers, $"ada@lan {await File.ReadAllTextAsync(ours + ".pub", Cancel)}", Cancel);
        var unsigned = sandbox.Push("unsigned", "None", ("a.yaml", "2\n"));
        var good = Sign(sandbox, "good", ours);
        var stranger = Sign(sandbox, "stranger", theirs);
        var forged = Forge(sandbox, good);
        var repository = await sandbox.OpenHereAsync();
        var trust = new SignatureTrust(signers, null);

        var verdict = await repository.CheckSignatureAsync(good, trust, Cancel);

        Assert.Equal((SignatureState.Trusted, "ada@lan"), (verdict.State, verdict.Signer));
        Assert.StartsWith("SHA256:", verdict.Key, StringComparison.Ordinal);
        Assert.Equal(new SignatureVerdict(SignatureState.None, null, null), await repository.CheckSignatureAsync(unsigned, trust, Cancel));
        Assert.Equal(SignatureState.Unknown, (await repository.CheckSignatureAsync(stranger, trust, Cancel)).State);
        Assert.Equal(SignatureState.Unknown, (await repository.CheckSignatureAsync(good, new(null, sandbox.Folder), Cancel)).State);
        Assert.Equal(SignatureState.Bad, (await repository.CheckSignatureAsync(forged, trust, Cancel)).State);
        var missing = await Assert.ThrowsAsync<GitException>(() => repository.CheckSignatureAsync(good, new(signers + ".none", null), Cancel));
        Assert.Contains("allowed signers", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_OpenPGP_signature_counts_only_for_a_key_in_the_keyring()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/gpg") && File.Exists("/usr/bin/gpgconf"), "gpg is not installed");
        var sandbox = new Sandbox();
        await using var _ = sandbox;
        sandbox.Push("main", "Begin", ("a.yaml", "1\n"));
        var (ours, empty) = (Home(sandbox, "gpg"), Home(sandbox, "none"));
        try
        {
            await RunAsync("gpg", "--homedir", ours, "--batch", "--quiet", "--passphrase", "", "--quick-gen-key", "Ada <ada@lan>", "ed25519", "sign", "never");
            sandbox.Commit("Next", ("a.yaml", "2\n"));
            sandbox.CheckOut();
            var wrapper = Path.Combine(sandbox.Folder, "gpg-here");
            await File.WriteAllTextAsync(wrapper, $"#!/bin/sh\nexec gpg --homedir '{ours}' --batch --pinentry-mode loopback --passphrase '' \"$@\"\n", Cancel);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(wrapper, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            Git(sandbox.Work, "-c", $"gpg.program={wrapper}", "commit", "--quiet", "--amend", "--no-edit", "-Sada@lan");
            Git(sandbox.Work, "push", "--quiet", "--force", "origin", "HEAD:main");
            var repository = await sandbox.OpenHereAsync();
            var tip = repository.Tip("main")!;

            var verdict = await repository.CheckSignatureAsync(tip, new(null, ours), Cancel);

            Assert.Equal((SignatureState.Trusted, "Ada <ada@lan>"), (verdict.State, verdict.Signer));
            Assert.Equal(SignatureState.Unknown, (await repository.CheckSignatureAsync(tip, new(null, empty), Cancel)).State);
            Assert.Equal(SignatureState.Unknown, (await repository.CheckSignatureAsync(tip, new("signers", null), Cancel)).State);
        }
        finally
        {
            // gpg leaves an agent running for each home.
            await RunAsync("gpgconf", "--homedir", ours, "--kill", "all");
            await RunAsync("gpgconf", "--homedir", empty, "--kill", "all");
        }
    }

    private static string Home(Sandbox sandbox, string name)
    {
        var home = Directory.CreateDirectory(Path.Combine(sandbox.Folder, name)).FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return home;
    }

    private static async Task<string> KeyAsync(Sandbox sandbox, string name)
    {
        var key = Path.Combine(sandbox.Folder, name);
        await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key);
        return key;
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        Assert.True(process.ExitCode is 0, $"{program} ended with {process.ExitCode}: {error}");
    }

    private static string Sign(Sandbox sandbox, string branch, string key)
    {
        sandbox.Commit(branch, ("a.yaml", branch));
        sandbox.CheckOut();
        Git(sandbox.Work, "-c", "gpg.format=ssh", "-c", $"user.signingKey={key}", "commit", "--quiet", "--amend", "--no-edit", "-S");
        Git(sandbox.Work, "push", "--quiet", "--force", "origin", $"HEAD:{"refs/heads/" + branch}");
        return Git(sandbox.Work, "rev-parse", "HEAD").Trim();
    }

    /// <summary>The signed commit with another message and the old signature.</summary>
    private static string Forge(Sandbox sandbox, string signed)
    {
        var raw = Git(sandbox.Bare, "cat-file", "commit", signed).Replace("\n\ngood", "\n\nevil", StringComparison.Ordinal);
        var forged = TryGit(sandbox.Bare, System.Text.Encoding.UTF8.GetBytes(raw), "hash-object", "-t", "commit", "-w", "--stdin").Text.Trim();
        Assert.NotEqual(signed, forged);
        Git(sandbox.Bare, "update-ref", "refs/heads/forged", forged);
        return forged;
    }
}
