using System.Globalization;
using Docker.DotNet.Models;
using HomelabMcp.Core;

namespace HomelabMcp.Docker;

/// <summary>
/// A volume as a tar: a helper container that is never started mounts it read-only, and the engine's archive call gives
/// its content. Works on engines of other machines too, and runs nothing.
/// </summary>
internal sealed class VolumeBackup(EngineClient engine, string dataFolder)
{
    private const string MountedAt = "/volume";

    private string Folder => Path.Combine(dataFolder, "backups", engine.Options.Target);

    public string Plan(string volume) => $"tar archive of volume '{volume}' under {Folder}";

    public async Task<BackupReceipt> TakeAsync(string volume, CancellationToken cancel)
    {
        var image = await ImageAsync(cancel);
        var request = new CreateContainerParameters
        {
            Name = $"homelab-backup-{Guid.CreateVersion7(engine.Clock.GetUtcNow()):N}",
            Image = image,
            Cmd = ["true"],
            Labels = new Dictionary<string, string> { [Ownership.Helper] = "backup" },
            HostConfig = new HostConfig { Binds = [$"{volume}:{MountedAt}:ro"], NetworkMode = "none" },
        };
        var helper = await engine.WriteAsync($"make a helper container for volume '{volume}'", (docker, token) => docker.Containers.CreateContainerAsync(request, token), cancel);
        try
        {
            return await SaveAsync(helper.ID, volume, cancel);
        }
        finally
        {
            await engine.WriteAsync("remove the helper container",
                (docker, token) => docker.Containers.RemoveContainerAsync(helper.ID, new ContainerRemoveParameters { Force = true, RemoveVolumes = false }, token), CancellationToken.None);
        }
    }

    private async Task<BackupReceipt> SaveAsync(string helper, string volume, CancellationToken cancel)
    {
        Directory.CreateDirectory(Folder);
        var stamp = engine.Clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        var file = Path.Combine(Folder, $"{volume}-{stamp}.tar");
        var part = file + ".part";
        long size;
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await using (var content = new FileStream(part, options))
            {
                await engine.LongAsync($"hand out the content of volume '{volume}'", async (docker, token) =>
                {
                    var archive = await docker.Containers.GetArchiveFromContainerAsync(helper, new ContainerPathStatParameters { Path = MountedAt + "/." }, false, token);
                    await using var stream = archive.Stream!;
                    await stream.CopyToAsync(content, token);
                }, cancel);
                content.Flush(flushToDisk: true);
                size = content.Length;
            }
            File.Move(part, file);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
        return new BackupReceipt(file, string.Create(CultureInfo.InvariantCulture, $"Volume '{volume}' saved as a tar of {size:N0} bytes at {file}."));
    }

    /// <summary>Any image will do, as nothing of it is run; the smallest is taken.</summary>
    private async Task<string> ImageAsync(CancellationToken cancel)
    {
        var images = await engine.ReadAsync("list images", (docker, token) => docker.Images.ListImagesAsync(new ImagesListParameters(), token), cancel);
        return images.OrderBy(image => image.Size).FirstOrDefault()?.ID
            ?? throw new PlatformException(PlatformFailure.Failed, "A volume is saved through a container that is never started, and the engine has no image to make one of: pull any image there.");
    }
}
