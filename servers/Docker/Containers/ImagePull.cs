using System.Collections.Concurrent;
using Docker.DotNet.Models;
using HomelabMcp.Core;

namespace HomelabMcp.Docker;

/// <summary>Images of an engine: pulled when missing, their configuration read once.</summary>
internal sealed class ImagePull(EngineClient engine)
{
    private readonly ConcurrentDictionary<string, DockerOCIImageConfig?> configs = new(StringComparer.Ordinal);

    /// <summary>An image's configuration by its id, which never changes; null when the image is gone.</summary>
    public async Task<DockerOCIImageConfig?> ConfigAsync(string id, CancellationToken cancel)
    {
        if (configs.TryGetValue(id, out var known))
            return known;
        var image = await FindAsync(id, cancel);
        return image is null ? null : configs[id] = image.Config;
    }

    /// <exception cref="PlatformException">The image is neither here nor to be had.</exception>
    public async Task EnsureAsync(string reference, IProgress<string> progress, CancellationToken cancel)
    {
        if (await FindAsync(reference, cancel) is not null)
            return;
        progress.Report($"pulling {reference}");
        var report = new PullReport(reference, progress, engine.Clock);
        try
        {
            await engine.LongAsync($"pull image '{reference}'",
                (docker, token) => docker.Images.CreateImageAsync(new ImagesCreateParameters { FromImage = reference }, new AuthConfig(), report, token), cancel);
        }
        catch (PlatformException failed) when (failed.Failure is not (PlatformFailure.Unreachable or PlatformFailure.AnswerLost))
        {
            throw new PlatformException(failed.Failure is PlatformFailure.NotFound ? PlatformFailure.Invalid : failed.Failure,
                $"Image '{reference}' is not on the engine and cannot be pulled: {failed.Message} Check the name and the tag, or load the image there.", failed);
        }
        if (report.Problem is { } problem)
            throw new PlatformException(PlatformFailure.Failed, $"Image '{reference}' is not on the engine and cannot be pulled: {UntrustedText.CleanOf(problem)}");
        if (await FindAsync(reference, cancel) is null)
            throw new PlatformException(PlatformFailure.Failed, $"The engine pulled '{reference}' and still does not have it.");
    }

    private Task<ImageInspectResponse?> FindAsync(string reference, CancellationToken cancel) =>
        engine.FindAsync($"show image '{reference}'", (docker, token) => docker.Images.InspectImageAsync(reference, token), cancel);

    /// <summary>The stream of a pull, told at most once a second; an error arrives in it after status 200.</summary>
    private sealed class PullReport(string reference, IProgress<string> progress, TimeProvider clock) : IProgress<JSONMessage>
    {
        private DateTimeOffset last = DateTimeOffset.MinValue;

        public string? Problem { get; private set; }

        public void Report(JSONMessage value)
        {
            if (value.Error is { } error)
                Problem = error.Message;
            var now = clock.GetUtcNow();
            if (value.Status is null || now - last < TimeSpan.FromSeconds(1))
                return;
            last = now;
            progress.Report($"pulling {reference}: {UntrustedText.CleanOf(value.Status)} {value.ID}".TrimEnd());
        }
    }
}
