namespace HomelabMcp.Hub;

/// <summary>Files that only their user may read (mode 0600).</summary>
internal static class PrivateFile
{
    /// <summary>Writes a file whole or not at all; it is private from its first byte.</summary>
    public static async Task WriteAsync(string path, string text, CancellationToken cancel)
    {
        var making = $"{path}.{Environment.ProcessId}.new";
        var how = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var writer = new StreamWriter(new FileStream(making, how))) await writer.WriteAsync(text.AsMemory(), cancel);
        File.Move(making, path, overwrite: true);
    }
}
