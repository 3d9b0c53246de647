using System.Text.Json.Nodes;
using Docker.DotNet.Models;
using HomelabMcp.Core;

namespace HomelabMcp.Docker;

/// <summary>
/// Makes containers, and puts a new one in the place of an old one: the old is stopped and renamed aside, the new is
/// created and started under the name, and only then is the old removed. When the new one does not come up, it is
/// removed and the old takes its place again.
/// </summary>
internal sealed class ContainerReplacement(EngineClient engine, ImagePull images)
{
    /// <summary>Ends the name of a container that stands aside. The mark on it stays, so a crash at any point is seen and gone on from.</summary>
    public const string AsideSuffix = ".homelab-aside";

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    public static string Aside(string name) => name + AsideSuffix;

    /// <summary>Creates, connects and (unless the spec says stopped) starts; whatever fails, nothing half-made stays.</summary>
    public async Task<string> MakeAsync(WriteCall call, string name, JsonObject spec, HostConfig? carried, CancellationToken cancel)
    {
        var labels = Ownership.Labels(call);
        labels[ContainerRequest.FieldsLabel] = ContainerRequest.FieldsOf(call.Spec);
        if (ContainerRequest.Text(spec["state"]) is not "stopped")
            labels[Ownership.Start] = "yes";
        var request = ContainerRequest.Build(spec, name, labels, carried);
        call.Progress.Report($"creating container {name}");
        var created = await engine.WriteAsync($"create container '{name}'", (docker, token) => docker.Containers.CreateContainerAsync(request, token), cancel);
        await StartOrRemoveAsync(created.ID, spec, cancel);
        return created.ID;
    }

    public async Task StartOrRemoveAsync(string id, JsonObject spec, CancellationToken cancel)
    {
        try
        {
            var there = await InspectAsync(id, cancel);
            foreach (var (name, settings) in ContainerRequest.Networks(spec).Where(network => there?.NetworkSettings.Networks?.ContainsKey(network.Name) is not true))
                await ConnectAsync(id, name, settings, cancel);
            if (ContainerRequest.Text(spec["state"]) is not "stopped")
                await engine.WriteAsync("start the new container", (docker, token) => docker.Containers.StartContainerAsync(id, new ContainerStartParameters(), token), cancel);
        }
        catch (PlatformException failed) when (!failed.InDoubt && failed.Failure is not PlatformFailure.Unreachable)
        {
            await RemoveAsync(id, cancel);
            throw;
        }
    }

    public Task ConnectAsync(string id, string network, EndpointSettings settings, CancellationToken cancel) =>
        engine.WriteAsync($"put the container on network '{network}'",
            (docker, token) => docker.Networks.ConnectNetworkAsync(network, new NetworkConnectParameters { Container = id, EndpointConfig = settings }, token), cancel);

    public async Task<string> ReplaceAsync(WriteCall call, string oldId, CancellationToken cancel)
    {
        var name = call.Key.Name;
        var old = await InspectAsync(oldId, cancel) ?? throw new PlatformException(PlatformFailure.NotFound, $"Container '{name}' is gone.");
        await images.EnsureAsync(ContainerRequest.Text(call.Spec["image"])!, call.Progress, cancel);
        await RemoveUnfinishedAsync(name, old.ID, call.Mark, cancel);
        var wasRunning = old.State.Running || old.State.Restarting;
        var spec = ContainerRequest.Over(call.Spec, ContainerSpec.Read(old, await images.ConfigAsync(old.Image, cancel), engine.Cpus), NamedBefore(old));
        if (old.Name == name && Ownership.Of(old.Config.Labels) is null)
            return await ReplaceForeignAsync(call, spec, old, wasRunning, cancel);
        call.Progress.Report($"putting the old container {name} aside");
        if (old.Name == name)
            await RenameAsync(old.ID, Aside(name), cancel);
        return await SucceedAsync(call, spec, old, wasRunning, cancel);
    }

    /// <summary>
    /// An adopted container bears no mark, so nobody would know it aside after a crash. It keeps its name until its
    /// successor exists: that one is made under a name of its own and takes over by two renames.
    /// </summary>
    private async Task<string> ReplaceForeignAsync(WriteCall call, JsonObject spec, Inspected old, bool wasRunning, CancellationToken cancel)
    {
        var name = call.Key.Name;
        var next = name + ".homelab-next";
        await RemoveUnfinishedAsync(next, old.ID, call.Mark, cancel);
        var stopped = (JsonObject)spec.DeepClone();
        stopped["state"] = "stopped";
        var made = await MakeAsync(call, next, stopped, Carried(old), cancel);
        await StopAsync(old.ID, cancel);
        try
        {
            if (ContainerRequest.Text(spec["state"]) is not "stopped")
                await StartAndSettleAsync(made, cancel);
        }
        catch (PlatformException failed) when (!failed.InDoubt && failed.Failure is not PlatformFailure.Unreachable)
        {
            await RemoveAsync(made, cancel);
            await RestoreAsync(old.ID, wasRunning, cancel);
            throw;
        }
        await RemoveAsync(old.ID, cancel);
        await RenameAsync(made, name, cancel);
        return made;
    }

    private async Task<string> SucceedAsync(WriteCall call, JsonObject spec, Inspected old, bool wasRunning, CancellationToken cancel)
    {
        var name = call.Key.Name;
        try
        {
            await StopAsync(old.ID, cancel);
            var made = await MakeAsync(call, name, spec, Carried(old), cancel);
            if (ContainerRequest.Text(spec["state"]) is not "stopped")
                await SettledAsync(made, cancel);
            await RemoveAsync(old.ID, cancel);
            return made;
        }
        catch (PlatformException failed) when (!failed.InDoubt && failed.Failure is not PlatformFailure.Unreachable)
        {
            call.Progress.Report($"the new container {name} did not come up: the old one takes its place again");
            await RemoveUnfinishedAsync(name, old.ID, call.Mark, cancel);
            await RenameAsync(old.ID, name, cancel);
            await RestoreAsync(old.ID, wasRunning, cancel);
            throw;
        }
    }

    private async Task StartAndSettleAsync(string id, CancellationToken cancel)
    {
        await engine.WriteAsync("start the new container", (docker, token) => docker.Containers.StartContainerAsync(id, new ContainerStartParameters(), token), cancel);
        await SettledAsync(id, cancel);
    }

    /// <summary>A program that ends with an error within its first seconds has not come up.</summary>
    private async Task SettledAsync(string id, CancellationToken cancel)
    {
        var until = engine.Clock.GetUtcNow() + Settling;
        while (true)
        {
            var state = (await InspectAsync(id, cancel))?.State ?? throw new PlatformException(PlatformFailure.Failed, "The new container vanished while it started.");
            if (state.Restarting || (!state.Running && state.ExitCode != 0))
                throw new PlatformException(PlatformFailure.Failed, $"The new container's program ended at once with code {state.ExitCode}; its log tells more.");
            if (!state.Running || engine.Clock.GetUtcNow() >= until)
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(250), engine.Clock, cancel);
        }
    }

    private async Task RemoveUnfinishedAsync(string name, string except, OwnershipMark mark, CancellationToken cancel)
    {
        if (await InspectAsync(name, cancel) is not { } there || there.ID == except)
            return;
        if (Ownership.Of(there.Config.Labels) != mark)
            throw Ownership.Taken("container", name);
        await RemoveAsync(there.ID, cancel);
    }

    private async Task RestoreAsync(string id, bool wasRunning, CancellationToken cancel)
    {
        if (wasRunning)
            await engine.WriteAsync("start the old container again", (docker, token) => docker.Containers.StartContainerAsync(id, new ContainerStartParameters(), token), cancel);
    }

    private Task StopAsync(string id, CancellationToken cancel) =>
        engine.WriteAsync("stop the old container", (docker, token) => docker.Containers.StopContainerAsync(id, new ContainerStopParameters(), token), cancel);

    private Task RenameAsync(string id, string name, CancellationToken cancel) =>
        engine.WriteAsync($"rename a container to '{name}'", (docker, token) => docker.Containers.RenameContainerAsync(id, new ContainerRenameParameters { NewName = name }, token), cancel);

    private Task RemoveAsync(string id, CancellationToken cancel) =>
        engine.WriteAsync("remove a container", (docker, token) => docker.Containers.RemoveContainerAsync(id, new ContainerRemoveParameters { Force = true, RemoveVolumes = false }, token), cancel);

    private Task<Inspected?> InspectAsync(string id, CancellationToken cancel) => Inspected.FindAsync(engine, id, cancel);

    private static HashSet<string> NamedBefore(Inspected old) =>
        [.. (old.Config.Labels is { } labels && labels.TryGetValue(ContainerRequest.FieldsLabel, out var fields) ? fields : "").Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Devices, sysctls and whatever else a spec has no words for go on as they are.</summary>
    private static HostConfig Carried(Inspected old) => old.HostConfig;
}
