namespace HomelabMcp.Hub.Tests;

/// <summary>The project's own files.</summary>
internal static class Project
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "HomelabMcp.sln"))) return at.FullName;
        throw new InvalidOperationException("The tests do not run inside the project.");
    }
}
