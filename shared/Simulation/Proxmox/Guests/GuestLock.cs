using HomelabMcp.Simulation.Proxmox.Http;
using HomelabMcp.Simulation.Proxmox.State;

namespace HomelabMcp.Simulation.Proxmox.Guests;

internal static class GuestLock
{
    /// <exception cref="ApiError">500: the guest is locked.</exception>
    public static void Check(Guest guest)
    {
        if (guest.Lock is { } reason)
            throw ApiError.Die($"{guest.Word} is locked ({reason})\n");
    }

    public static void Take(Guest guest, string reason)
    {
        Check(guest);
        guest.Config["lock"] = reason;
    }

    public static void Release(Guest guest) => guest.Config.Remove("lock");

    /// <summary><c>skiplock</c> is for root by ticket alone.</summary>
    public static bool MaySkip(Call call)
    {
        if (!call.Flag("skiplock"))
            return false;
        return call.Caller.Id is "root@pam" ? true : throw ApiError.Parameter("skiplock", "Only root may use this option.");
    }
}
