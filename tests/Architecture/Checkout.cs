using System.Xml.Linq;

namespace HomelabMcp.Architecture.Tests;

/// <summary>The checkout that the tests were built from, read as files.</summary>
internal static class Checkout
{
    private static readonly string[] Generated = ["bin", "obj", "node_modules", "TestResults"];

    public static string Root { get; } = FindRoot();

    public static IEnumerable<string> Projects => Files("*.csproj").Where(file => !file.StartsWith("tests/", StringComparison.Ordinal));

    public static IEnumerable<string> AllProjects => Files("*.csproj");

    public static IEnumerable<string> Sources => Files("*.cs");

    /// <summary>The room of a project or file: its first two folders.</summary>
    public static string RoomOf(string path) => string.Join('/', path.Split('/').Take(2));

    /// <summary>The rooms that a project refers to; a glob counts as every project it finds.</summary>
    public static IEnumerable<string> References(string project)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Root, project))!;
        return XDocument.Load(Path.Combine(Root, project)).Descendants("ProjectReference")
            .Where(reference => (string?)reference.Attribute("OutputItemType") is not "Analyzer")
            .Select(reference => (string?)reference.Attribute("Include"))
            .OfType<string>()
            .Where(include => !include.Contains('*', StringComparison.Ordinal))
            .Select(include => RoomOf(Path.GetRelativePath(Root, Path.GetFullPath(include.Replace('\\', '/'), folder)).Replace('\\', '/')));
    }

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static IEnumerable<string> Files(string pattern) => Walk(Root)
        .SelectMany(folder => Directory.EnumerateFiles(folder, pattern))
        .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Walk(string folder)
    {
        yield return folder;
        foreach (var child in Directory.EnumerateDirectories(folder))
        {
            var name = Path.GetFileName(child);
            if (name.StartsWith('.') || Generated.Contains(name)) continue;
            foreach (var below in Walk(child)) yield return below;
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "HomelabMcp.sln"))) return folder.FullName;
        throw new InvalidOperationException("HomelabMcp.sln was not found above the test program.");
    }
}
