using HomelabMcp.Core;
using static HomelabMcp.Repository.Tests.Sandbox;

namespace HomelabMcp.Repository.Tests;

public sealed class OpeningTests
{
    [Fact]
    public async Task The_copy_survives_a_restart_and_opens_while_the_repository_is_away()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var tip = repository.Tip("main")!;
        Assert.Equal(MirrorOrigin.Cloned, repository.Origin);
        await repository.DisposeAsync();
        Directory.Move(sandbox.Bare, sandbox.Bare + ".away");

        var again = await sandbox.OpenHereAsync();

        Assert.Equal(MirrorOrigin.Kept, again.Origin);
        Assert.Equal(["a.yaml", "docker/b.yaml"], Paths(again.ReadTree(tip)));
        var missing = await Assert.ThrowsAsync<GitException>(() => again.FetchAsync(Cancel));
        Assert.Equal(GitFailure.NotARepository, missing.Failure);
        Assert.Equal(tip, again.Tip("main"));
    }

    [Theory]
    [InlineData("objects")]
    [InlineData("HEAD")]
    [InlineData("config")]
    public async Task A_damaged_copy_is_made_anew(string what)
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var tip = repository.Tip("main");
        await repository.DisposeAsync();
        var path = Path.Combine(sandbox.Data, "repository.git", what);
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        else await File.WriteAllTextAsync(path, "[rubbish", Cancel);

        var again = await sandbox.OpenHereAsync();

        Assert.Equal(MirrorOrigin.Damaged, again.Origin);
        Assert.Equal(tip, again.Tip("main"));
        Assert.Equal(2, again.ReadTree(tip!).Files.Count);
    }

    [Fact]
    public async Task An_object_that_proves_unreadable_later_has_the_next_start_make_the_copy_anew()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var first = repository.Tip("main")!;
        var commit = ((BranchOutcome.Written)await repository.WriteBranchAsync(Write("proposal/x", first, ("c.yaml", "1\n")), Cancel)).Commit;
        var id = repository.ReadTree(commit).Files[1].ContentId;
        var blob = Path.Combine(sandbox.Data, "repository.git", "objects", id[..2], id[2..]);
        File.SetAttributes(blob, FileAttributes.Normal);
        await File.WriteAllTextAsync(blob, "rubbish", Cancel);

        var broken = Assert.Throws<GitException>(() => repository.ReadFile(commit, "c.yaml"));
        await repository.DisposeAsync();
        var again = await sandbox.OpenHereAsync();

        Assert.Equal(GitFailure.Broken, broken.Failure);
        Assert.Equal(MirrorOrigin.Damaged, again.Origin);
        Assert.Equal("1\n", Text(again.ReadFile(commit, "c.yaml")!.Value));
    }

    [Fact]
    public async Task A_scattered_copy_is_packed_at_the_next_start_and_keeps_what_no_branch_has_any_more()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var first = repository.Tip("main")!;
        using (var bare = new LibGit2Sharp.Repository(sandbox.Bare))
        {
            for (var i = 0; i < 60; i++)
            {
                var parent = (LibGit2Sharp.Commit)bare.Lookup(new LibGit2Sharp.ObjectId(first));
                var ada = new LibGit2Sharp.Signature("Ada", "ada@lan", DateTimeOffset.UnixEpoch.AddDays(i));
                bare.Refs.UpdateTarget("refs/heads/main", bare.ObjectDatabase.CreateCommit(ada, ada, $"{i}", parent.Tree, [parent], prettifyMessage: false).Sha);
                await repository.FetchAsync(Cancel);
            }
        }

        var (lost, packs) = (repository.Log(null, repository.Tip("main")!, 1)[0].Id, Path.Combine(sandbox.Data, "repository.git", "objects", "pack"));
        Git(sandbox.Bare, "update-ref", "refs/heads/main", first);
        Assert.Equal(BranchMove.Rewritten, (await repository.FetchAsync(Cancel)).Move);
        await repository.DisposeAsync();
        Assert.True(Directory.GetFiles(packs, "*.pack").Length > 50);

        var again = await sandbox.OpenHereAsync();

        Assert.Equal(MirrorOrigin.Kept, again.Origin);
        Assert.InRange(Directory.GetFiles(packs, "*.pack").Length, 1, 2);
        Assert.Equal("59", again.Commit(lost)!.Title);
    }

    [Fact]
    public async Task Another_address_is_noticed_and_cloned()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        await repository.DisposeAsync();
        var other = Path.Combine(sandbox.Folder, "other.git");
        Git(sandbox.Folder, "clone", "--quiet", "--bare", sandbox.Bare, other);

        var again = await sandbox.OpenHereAsync(access => access with { Url = "file://" + other });

        Assert.Equal(MirrorOrigin.AddressChanged, again.Origin);
        Assert.Equal(sandbox.BareTip("main"), again.Tip("main"));
        Assert.Equal(["git-home", "repository.git"], Directory.EnumerateDirectories(sandbox.Data).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_failed_clone_leaves_nothing_behind()
    {
        var sandbox = new Sandbox();
        await using var _ = sandbox;

        var missing = await Assert.ThrowsAsync<GitException>(() => sandbox.OpenHereAsync(access => access with { Url = sandbox.Folder + "/none.git" }));

        Assert.Equal(GitFailure.NotARepository, missing.Failure);
        Assert.Contains("git init --bare", missing.Message, StringComparison.Ordinal);
        Assert.Equal(["git-home"], Directory.EnumerateDirectories(sandbox.Data).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_repository_with_SHA256_ids_is_refused_by_name()
    {
        var sandbox = new Sandbox();
        await using var _ = sandbox;
        var other = Path.Combine(sandbox.Folder, "sha256.git");
        Git(sandbox.Folder, "init", "--quiet", "--bare", "--object-format=sha256", "--initial-branch=main", other);
        var tree = TryGit(other, [], "hash-object", "-t", "tree", "-w", "--stdin").Text.Trim();
        Git(other, "update-ref", "refs/heads/main", Git(other, "commit-tree", tree, "-m", "x").Trim());

        var refusal = await Assert.ThrowsAsync<GitException>(() => sandbox.OpenHereAsync(access => access with { Url = other }));

        Assert.Equal(GitFailure.Unsupported, refusal.Failure);
    }

    [Fact]
    public async Task An_empty_repository_and_a_missing_branch_have_no_tip()
    {
        var (sandbox, repository) = await OpenAsync(empty: true);
        await using var _ = sandbox;

        Assert.Null(repository.Tip("main"));
        Assert.Empty(repository.Branches(""));
        Assert.Equal(new FetchOutcome(null, null, BranchMove.None, []).Move, (await repository.FetchAsync(Cancel)).Move);
        var pushed = sandbox.Push("trunk", "Begin", ("a.yaml", "1\n"));
        var fetched = await repository.FetchAsync(Cancel);
        Assert.Equal((null, BranchMove.None), (fetched.After, fetched.Move));
        Assert.Equal(["trunk"], fetched.ChangedBranches);
        Assert.Equal(pushed, repository.Tip("trunk"));
    }

    [Fact]
    public async Task A_proposal_that_takes_the_place_of_a_folder_of_proposals_is_fetched()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        sandbox.Push("proposal/a", "A", ("x.yaml", "1\n"));
        await repository.FetchAsync(Cancel);
        Git(sandbox.Bare, "update-ref", "-d", "refs/heads/proposal/a");
        var below = sandbox.Push("proposal/a/b", "B", ("x.yaml", "2\n"));

        await repository.FetchAsync(Cancel);

        Assert.Equal([new BranchTip("proposal/a/b", below)], repository.Branches(BranchName.ProposalPrefix));
    }

    [Theory]
    [InlineData("https://me:hunter2@git.lan/x.git", "password")]
    [InlineData("ext::sh -c touch% /tmp/x", "transport")]
    [InlineData("git://git.lan/x.git", "transport")]
    [InlineData("--upload-pack=touch", "dash")]
    [InlineData("ssh://-oProxyCommand=touch/x", "transport")]
    [InlineData("", "empty")]
    [InlineData("https://git.lan/\nx", "control")]
    public async Task An_address_that_is_not_safe_is_refused_before_git_sees_it(string url, string reason)
    {
        var sandbox = new Sandbox();
        await using var _ = sandbox;

        var refusal = await Assert.ThrowsAnyAsync<HomelabException>(() => sandbox.OpenHereAsync(access => access with { Url = url }));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(sandbox.Data));
    }

    [Fact]
    public async Task A_branch_or_folder_that_is_no_name_is_refused_at_opening()
    {
        var sandbox = new Sandbox();
        await using var _ = sandbox;

        await Assert.ThrowsAsync<HomelabException>(() => sandbox.OpenHereAsync(access => access with { Branch = "a..b" }));
        await Assert.ThrowsAsync<HomelabException>(() => sandbox.OpenHereAsync(access => access with { Path = "../up" }));
    }

    [Fact]
    public async Task Git_sees_neither_the_callers_variables_nor_hooks_nor_configuration()
    {
        var sandbox = new Sandbox();
        await using var _ = sandbox;
        var environment = new GitEnvironment(sandbox.Access, RepositoryAddress.Parse("https://me@git.lan/x.git"), Path.Combine(sandbox.Folder, "home"));
        var variables = new Dictionary<string, string?>
        {
            ["PATH"] = "/bin",
            ["GIT_DIR"] = "/elsewhere",
            ["GIT_SSH_COMMAND"] = "evil",
            ["GIT_ASKPASS"] = "evil",
            ["HOME"] = "/root",
            ["GIT_CONFIG_PARAMETERS"] = "'core.pager=evil'",
            ["SSH_AUTH_SOCK"] = "/agent",
            ["LD_PRELOAD"] = "evil",
            ["SOME_TOKEN"] = "x",
        };

        environment.Fill(variables, new("Test", "version") { Remote = true });

        Assert.DoesNotContain(variables, pair => pair.Value is "evil" or "/elsewhere" or "x" or "/root" or "/agent");
        Assert.Equal(("/bin", "1", "0", "https"), (variables["PATH"], variables["GIT_CONFIG_NOSYSTEM"], variables["GIT_TERMINAL_PROMPT"], variables["GIT_ALLOW_PROTOCOL"]));
        Assert.DoesNotContain("GIT_CONFIG_PARAMETERS", variables.Keys);
    }

    [Fact]
    public async Task Ssh_is_called_with_the_named_key_and_known_hosts_and_never_asks()
    {
        var sandbox = new Sandbox();
        await using var _ = sandbox;
        var fake = Path.Combine(sandbox.Folder, "bin");
        Directory.CreateDirectory(fake);
        await File.WriteAllTextAsync(Path.Combine(fake, "ssh"), "#!/bin/sh\nprintf '%s\\n' \"$@\" >&2\nfor last; do :; done\nexec sh -c \"$last\"\n", Cancel);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(fake, "ssh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var access = sandbox.Access with { Url = $"git@git.lan:{sandbox.Bare}", SshKey = "/keys/it's mine", KnownHosts = "/keys/known hosts" };
        var environment = new GitEnvironment(access, RepositoryAddress.Parse(access.Url), Path.Combine(sandbox.Folder, "home"));
        var call = new GitCall("Listing", "ls-remote", access.Url)
        {
            Remote = true,
            Environment = new Dictionary<string, string> { ["PATH"] = fake + ":" + Environment.GetEnvironmentVariable("PATH") },
        };

        var tip = sandbox.Push("main", "Begin", ("a.yaml", "1\n"));
        var result = await new GitCommand(environment, TimeProvider.System).RunAsync(call, Cancel);
        var words = result.Error.Split('\n');

        Assert.Contains($"{tip}\trefs/heads/main", result.Text, StringComparison.Ordinal);

        Assert.Contains("/keys/it's mine", words);
        Assert.Contains("UserKnownHostsFile=\"/keys/known hosts\"", words);
        Assert.Superset((HashSet<string>)["BatchMode=yes", "StrictHostKeyChecking=yes", "IdentitiesOnly=yes", "git@git.lan"], words.ToHashSet());
    }
}
