using System.Formats.Tar;
using System.Text;

namespace HomelabMcp.Docker.Tests;

/// <summary>Small text files in and out of a container's path.</summary>
internal static class TarText
{
    public static async Task PutAsync(HttpClient http, string container, string path, (string Name, string Text) file, CancellationToken cancel)
    {
        using var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            if (file.Name.Contains('/'))
                await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, file.Name[..(file.Name.LastIndexOf('/') + 1)]), cancel);
            using var data = new MemoryStream(Encoding.UTF8.GetBytes(file.Text));
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, file.Name) { DataStream = data }, cancel);
        }
        tar.Position = 0;
        using var answer = await http.PutAsync($"containers/{container}/archive?path={Uri.EscapeDataString(path)}", new StreamContent(tar), cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(cancel));
    }

    public static async Task<Dictionary<string, string>> GetAsync(HttpClient http, string container, string path, CancellationToken cancel)
    {
        await using var stream = await http.GetStreamAsync($"containers/{container}/archive?path={Uri.EscapeDataString(path)}", cancel);
        return await ReadAsync(stream, cancel);
    }

    public static async Task<Dictionary<string, string>> ReadAsync(Stream stream, CancellationToken cancel)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var reader = new TarReader(stream);
        while (await reader.GetNextEntryAsync(copyData: true, cancel) is { } entry)
        {
            if (entry.DataStream is null)
                continue;
            using var text = new StreamReader(entry.DataStream);
            files[entry.Name] = await text.ReadToEndAsync(cancel);
        }
        return files;
    }
}
