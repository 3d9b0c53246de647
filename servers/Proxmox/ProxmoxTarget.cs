using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>What the tools hold of one target: a client with one credential, and what it knows of the cluster.</summary>
internal sealed class ProxmoxTarget : IDisposable
{
    internal ProxmoxTarget(TargetSettings settings, Access access, TimeProvider clock)
    {
        Client = ProxmoxPlatform.Open(settings, access, clock);
        View = new ClusterView(Client, clock);
        Guests = new GuestAccess(Client, View, ProxmoxOptions.From(settings));
        Addresses = new GuestAddresses(Guests, clock);
        Clock = clock;
    }

    internal ProxmoxClient Client { get; }

    internal ClusterView View { get; }

    internal GuestAccess Guests { get; }

    internal GuestAddresses Addresses { get; }

    internal TimeProvider Clock { get; }

    /// <summary>The guest that somebody means: by VMID, by name, by an address it is known to have.</summary>
    /// <exception cref="HomelabException">None or several fit; the sentence says which would.</exception>
    internal async Task<GuestRow> FindAsync(string guest, CancellationToken cancel)
    {
        var rows = await View.GuestsAsync(cancel);
        var text = guest.Trim();
        var found = rows.Where(row => row.Vmid.ToString(System.Globalization.CultureInfo.InvariantCulture) == text || row.Id == text).ToList();
        if (found.Count == 0) found = [.. rows.Where(row => string.Equals(row.Name, text, StringComparison.OrdinalIgnoreCase))];
        if (found.Count == 0 && System.Net.IPAddress.TryParse(text, out var address) && await Addresses.OwnerAsync(address, cancel) is { } owner)
            found = [.. rows.Where(row => row.Vmid == owner)];
        return found.Count switch
        {
            1 => found[0],
            0 when rows.IsEmpty => throw new HomelabException("This credential sees no guest at all: it may lack VM.Audit on /vms."),
            0 => throw new HomelabException($"There is no guest '{UntrustedText.CleanOf(text)}': {Nearest.Hint(text, [.. rows.Select(row => UntrustedText.CleanOf(row.Name)).Where(name => name is not "").Distinct(StringComparer.Ordinal)])}."),
            _ => throw new HomelabException($"Several guests are named '{UntrustedText.CleanOf(text)}': say which by VMID ({string.Join(", ", found.Select(row => row.Vmid))})."),
        };
    }

    public void Dispose()
    {
        View.Dispose();
        Client.Dispose();
    }
}
