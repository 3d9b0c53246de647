using System.Globalization;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>What is chosen where an author says nothing: the next free number, the node with most memory to spare, a template.</summary>
internal sealed class GuestChoices(GuestAccess access)
{
    internal async Task<JsonNode> VmidAsync(IReadOnlySet<string> taken, CancellationToken cancel)
    {
        var first = (await access.Client.Cluster["nextid"].GetAsync(cancel: cancel)).Ensure().ToText();
        var used = (await access.View.FreshGuestsAsync(cancel)).Select(row => row.Vmid).ToHashSet();
        for (var vmid = int.Parse(first ?? "100", CultureInfo.InvariantCulture); vmid <= 999999999; vmid++)
            if (!used.Contains(vmid) && !taken.Contains(vmid.ToString(CultureInfo.InvariantCulture)) && await access.View.IsFreeAsync(vmid, cancel)) return vmid;
        throw new PlatformException(PlatformFailure.Failed, "No VMID is free.");
    }

    internal async Task<JsonNode> NodeAsync(CancellationToken cancel) => await NodeNameAsync(cancel);

    internal async Task<string> NodeNameAsync(CancellationToken cancel) =>
        (await access.View.NodesAsync(cancel)).Where(node => node.IsOnline).OrderByDescending(node => node.FreeMemory).ThenBy(node => node.Name, StringComparer.Ordinal).FirstOrDefault()?.Name
        ?? throw new PlatformException(PlatformFailure.Failed, "No node of the cluster is online, or the credential lacks Sys.Audit on /nodes to see one.");

    /// <summary>The newest container template on a node; ties are broken by name, so that the choice is always the same.</summary>
    internal async Task<string> TemplateAsync(string node, CancellationToken cancel)
    {
        var found = new List<(long At, string Volume)>();
        foreach (var storage in (await access.View.StoragesAsync(cancel)).Where(storage => storage.Node == node && storage.IsAvailable && storage.Content.Contains("vztmpl", StringComparer.Ordinal)))
        {
            var content = await access.Client.Nodes[node].Storage[storage.Name].Content.GetAsync(new Dictionary<string, object?> { ["content"] = "vztmpl" }, cancel);
            found.AddRange(content.Ensure().ToEnumerable().Select(volume => (volume.Whole("ctime") ?? 0, volume.Text("volid") ?? "")));
        }

        return found.OrderByDescending(volume => volume.At).ThenByDescending(volume => volume.Volume, StringComparer.Ordinal).Select(volume => volume.Volume).FirstOrDefault()
            ?? throw new PlatformException(PlatformFailure.Invalid, $"spec.ostemplate is missing, and node {node} has no container template to take instead.");
    }

    /// <summary>The storage for a volume that names none: the roomiest that takes such content.</summary>
    internal async Task<string?> StorageAsync(string node, string content, CancellationToken cancel) =>
        (await access.View.StoragesAsync(cancel))
            .Where(storage => storage.Node == node && storage.IsAvailable && storage.Content.Contains(content, StringComparer.Ordinal))
            .OrderByDescending(storage => storage.Free).ThenBy(storage => storage.Name, StringComparer.Ordinal).FirstOrDefault()?.Name;
}
