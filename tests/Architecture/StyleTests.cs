using System.Text.RegularExpressions;

namespace HomelabMcp.Architecture.Tests;

public sealed partial class StyleTests
{
    private const int MostLines = 400;

    // What git ignores may stand there after a test run.
    private static readonly string[] Ignored = ["TestResults", "BenchmarkDotNet.Artifacts"];

    [Fact]
    public void The_top_level_holds_only_the_agreed_folders()
    {
        var folders = Directory.EnumerateDirectories(Checkout.Root)
            .Select(folder => Path.GetFileName(folder)!)
            .Where(name => !name.StartsWith('.') && !Ignored.Contains(name));

        Assert.Empty(folders.Except(["servers", "shared", "gitops", "home-assistant-config", "tests", "docs", "deploy"]));
    }

    [Fact]
    public void No_source_file_outgrows_its_subject()
    {
        var long_ = Checkout.Sources
            .Select(file => (file, lines: Checkout.Text(file).AsSpan().Count('\n')))
            .Where(entry => entry.lines > MostLines)
            .Select(entry => $"{entry.file}: {entry.lines} lines");

        Assert.Empty(long_);
    }

    [Fact]
    public void No_type_is_named_for_a_drawer()
    {
        var drawers = Checkout.Sources
            .SelectMany(file => Drawer().Matches(Checkout.Text(file)).Select(match => $"{file}: {match.Value}"));

        Assert.Empty(drawers);
    }

    [Fact]
    public void Namespaces_follow_the_project_of_their_file()
    {
        var strays =
            from project in Checkout.Projects
            let folder = Path.GetDirectoryName(project)!.Replace('\\', '/') + "/"
            let name = Path.GetFileNameWithoutExtension(project)
            from file in Checkout.Sources
            where file.StartsWith(folder, StringComparison.Ordinal)
            let match = Namespace().Match(Checkout.Text(file))
            where match.Success && !match.Groups["name"].Value.StartsWith(name, StringComparison.Ordinal)
            select $"{file}: {match.Groups["name"].Value}";

        Assert.Empty(strays);
    }

    [Fact]
    public void No_test_waits_by_the_clock_of_the_machine()
    {
        var waits = Checkout.Sources
            .Where(file => file.StartsWith("tests/", StringComparison.Ordinal) && !file.StartsWith("tests/Architecture/", StringComparison.Ordinal))
            .Where(file => BlockedThread().IsMatch(Checkout.Text(file)));

        Assert.Empty(waits);
    }

    [GeneratedRegex(@"\b(class|record|struct)\s+\w*(Utils?|Utilities|Helpers?|Manager)\b", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Drawer();

    [GeneratedRegex(@"^namespace\s+(?<name>[\w.]+);", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 5000)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"Thread\.Sleep\(|\.Wait\(\)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex BlockedThread();
}
