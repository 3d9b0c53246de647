using System.Text;
using CsCheck;
using static HomelabMcp.Repository.Tests.Sandbox;

namespace HomelabMcp.Repository.Tests;

public sealed class SafetyTests(SafetyTests.Shared shared) : IClassFixture<SafetyTests.Shared>
{
    private static readonly string[] Nasty =
        [".", "..", "", ".git", ".GIT", ".Git ", "git~1", "GIT~1", ".git.", ".git::$INDEX_ALLOCATION", "a", "B", "-x", "c.yaml", "~", "\u0001", "\u202e", "\ufffd", "a\\b", "C:", "nul", "aux.txt", "x ", "y.", "ü", "\u200c.git"];

    private static readonly string[] Words = ["a", "HEAD", "refs", "x.lock", "..", "@{", "-d", "main", "\u0007", new('a', 40)];

    private static readonly Gen<string> Paths = Gen.OneOf(Gen.Int[0, Nasty.Length - 1].Select(i => Nasty[i]), Gen.String[0, 6]).Array[1, 4].Select(parts => string.Join('/', parts));

    /// <summary>One repository for all that is refused: nothing of it may change it.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        internal Sandbox Sandbox { get; private set; } = null!;

        internal GitRepository Repository { get; private set; } = null!;

        public async ValueTask InitializeAsync() => (Sandbox, Repository) = await OpenAsync();

        public ValueTask DisposeAsync() => Sandbox.DisposeAsync();
    }

    [Fact]
    public void A_path_that_may_be_written_stays_below_any_folder_and_out_of_git()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetTempPath(), "root"));
        Paths.Sample(path =>
        {
            if (RepositoryPath.Refusal(path) is not null) return;
            Assert.StartsWith(root + Path.DirectorySeparatorChar, Path.GetFullPath(Path.Combine(root, path)), StringComparison.Ordinal);
            Assert.DoesNotContain(path.Split('/'), part => part.TrimEnd(' ', '.').Equals(".git", StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(path, char.IsControl);
            Assert.DoesNotContain('\\', path);
            Assert.Equal(path, string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries)));
            Assert.Null(RepositoryPath.Danger(path));
        }, iter: 20_000);
    }

    [Fact]
    public void A_branch_name_that_may_be_written_is_one_for_git_and_no_option()
    {
        var part = Gen.OneOf(Gen.Int[0, Words.Length - 1].Select(i => Words[i]), Gen.String[0, 8], Gen.String[Gen.Char["ab.-_/"], 0, 8]);
        part.Array[1, 3].Select(parts => string.Join('/', parts)).Sample(name =>
        {
            if (!BranchName.IsValid(name)) return;
            Assert.True(LibGit2Sharp.Reference.IsValidName("refs/heads/" + name));
            Assert.False(name.StartsWith('-'));
            Assert.All(name, c => Assert.True(c is '/' or '.' or '_' or '-' || char.IsAsciiLetterOrDigit(c)));
        }, iter: 20_000);
    }

    [Theory]
    [InlineData("proposal/add-web01", true)]
    [InlineData("a..b", false)]
    [InlineData("a.lock", false)]
    [InlineData("-d", false)]
    [InlineData("HEAD", false)]
    [InlineData("a b", false)]
    [InlineData("a\n", false)]
    [InlineData("refs/heads/main", false)]
    [InlineData("/a", false)]
    [InlineData("a/", false)]
    [InlineData("a//b", false)]
    [InlineData("a@{1}", false)]
    [InlineData("0123456789abcdef0123456789abcdef01234567", false)]
    public void Branch_names_are_judged(string name, bool valid) => Assert.Equal(valid, BranchName.IsValid(name));

    [Theory]
    [InlineData("../up.yaml", "'..'")]
    [InlineData("/etc/passwd", "absolute")]
    [InlineData("C:/x", "absolute")]
    [InlineData("a\\b.yaml", "backslash")]
    [InlineData(".git/config", "git's own folder")]
    [InlineData("docker/.GIT/hooks/x", "git's own folder")]
    [InlineData("a//b.yaml", "empty part")]
    [InlineData("tab\t.yaml", "control")]
    [InlineData("con.yaml", "device name")]
    [InlineData("what?.yaml", "'?'")]
    [InlineData("A.yaml", "upper and lower case")]
    [InlineData("Docker/new.yaml", "upper and lower case")]
    [InlineData("a.yaml/b.yaml", "'a.yaml' is a file")]
    [InlineData("docker", "it is a folder")]
    public async Task A_write_to_a_bad_path_is_refused_and_leaves_no_branch(string path, string reason)
    {
        var (sandbox, repository) = (shared.Sandbox, shared.Repository);

        var refusal = await Assert.ThrowsAsync<GitException>(() => repository.WriteBranchAsync(Write("proposal/x", repository.Tip("main"), (path, "1\n")), Cancel));

        Assert.Equal(GitFailure.BadChange, refusal.Failure);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Null(sandbox.BareTip("proposal/x"));
    }

    [Fact]
    public async Task Changes_that_contradict_each_other_or_change_nothing_are_refused()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var tip = repository.Tip("main");
        foreach (var (reason, files) in ((string, (string, string?)[])[])
        [
            ("twice", [("x.yaml", "1"), ("x.yaml", "2")]),
            ("twice", [("x.yaml", "1"), ("X.yaml", "2")]),
            ("a file and the folder", [("x", "1"), ("x/y", "2")]),
            ("no such file", [("none.yaml", null)]),
            ("no such file", [("docker", null)]),
            ("leave every file", [("a.yaml", "kind: a\n")]),
            ("at least one", []),
        ])
        {
            var refusal = await Assert.ThrowsAsync<GitException>(() => repository.WriteBranchAsync(Write("proposal/x", tip, files), Cancel));
            Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        }

        Assert.Empty(repository.Branches(BranchName.ProposalPrefix));
        Assert.IsType<BranchOutcome.Written>(await repository.WriteBranchAsync(Write("proposal/case", tip, ("a.yaml", null), ("A.yaml", "1\n")), Cancel));
        Assert.IsType<BranchOutcome.Written>(await repository.WriteBranchAsync(Write("proposal/folder", tip, ("a.yaml", null), ("a.yaml/b", "1\n")), Cancel));
        Assert.Equal("A.yaml\ndocker/b.yaml\n", Git(sandbox.Bare, "ls-tree", "-r", "--name-only", "proposal/case"));
        Assert.Equal("a.yaml/b\ndocker/b.yaml\n", Git(sandbox.Bare, "ls-tree", "-r", "--name-only", "proposal/folder"));
    }

    [Fact]
    public async Task Content_of_any_bytes_comes_back_as_it_was_written()
    {
        var (sandbox, repository) = await OpenAsync();
        await using var _ = sandbox;
        var tip = repository.Tip("main");
        var number = 0;
        await Gen.Byte.Array[0, 300].SampleAsync(async bytes =>
        {
            var write = Write($"proposal/{Interlocked.Increment(ref number)}", tip) with { Changes = [new("raw.bin", bytes)] };
            var commit = ((BranchOutcome.Written)await repository.WriteBranchAsync(write, Cancel)).Commit;
            Assert.Equal(bytes, repository.ReadFile(commit, "raw.bin")!.Value.ToArray());
        }, iter: 5, threads: 1);
    }

    [Fact]
    public void A_message_keeps_its_trailers_whatever_they_hold()
    {
        Gen.Select(Gen.String[1, 30], Gen.String[0, 40]).Sample((body, value) =>
        {
            var message = CommitMessage.Compose("Title\n\n" + body, [new("Assisted-by", value)]);
            var trailer = Assert.Single(CommitMessage.Trailers(message));
            Assert.Equal("Assisted-by", trailer.Key);
            Assert.DoesNotContain('\n', trailer.Value);
        }, iter: 5_000);
    }

    [Fact]
    public void What_git_says_is_shown_without_secrets_and_without_steering_characters()
    {
        var failure = GitDiagnosis.Explain("Fetching", "fatal: \u001b[31mbad hunter2\nhint: do x\n", "https://git.lan", text => text.Replace("hunter2", "[secret]", StringComparison.Ordinal));

        Assert.Equal("Fetching (https://git.lan) failed. git said: fatal: [31mbad [secret]", failure.Message);
        Assert.Equal(Encoding.UTF8.GetByteCount(failure.Message), failure.Message.Length);
    }
}
