using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>How a task stands. Only <see cref="Succeeded"/> says that the work was done: an answer 200 said that it began.</summary>
/// <param name="Upid">Its name.</param>
/// <param name="Finished">Whether it has ended.</param>
/// <param name="ExitStatus">How it ended: <c>OK</c>, <c>WARNINGS: n</c> or the error's text; null while it runs.</param>
public sealed record ProxmoxTask(Upid Upid, bool Finished, string? ExitStatus)
{
    /// <summary>Whether it ended well, with or without warnings.</summary>
    public bool Succeeded => Finished && (ExitStatus is "OK" || HasWarnings);

    /// <summary>Whether it ended well but says that something was odd.</summary>
    public bool HasWarnings => ExitStatus?.StartsWith("WARNINGS: ", StringComparison.Ordinal) is true;

    /// <summary>This task, if it ended well.</summary>
    /// <exception cref="PlatformException">
    /// It failed, with the failure its text tells; or it still runs (<see cref="PlatformFailure.AnswerLost"/>: its
    /// effect may yet come).
    /// </exception>
    public ProxmoxTask Ensure()
    {
        if (Succeeded) return this;
        throw Finished
            ? ProxmoxFailures.Explain(this)
            : new PlatformException(PlatformFailure.AnswerLost, $"The Proxmox task {Upid} still runs: look again with proxmox_task.");
    }
}
