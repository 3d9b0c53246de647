using System.Formats.Tar;

namespace HomelabMcp.EndToEnd.Tests;

/// <summary>A root file system with busybox and the few names that tests call it by.</summary>
internal static class BusyboxArchive
{
    private static readonly string[] Names = ["sh", "sleep", "echo", "cat", "ls", "true", "false", "date", "touch"];

    public static Stream Create()
    {
        var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var folder in new[] { "bin/", "tmp/", "etc/", "data/" })
                tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, folder) { Mode = (UnixFileMode)0b111_101_101 });
            using var program = File.OpenRead("/bin/busybox");
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "bin/busybox") { DataStream = program, Mode = (UnixFileMode)0b111_101_101 });
            foreach (var name in Names)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, $"bin/{name}") { LinkName = "busybox" });
        }

        stream.Position = 0;
        return stream;
    }
}
