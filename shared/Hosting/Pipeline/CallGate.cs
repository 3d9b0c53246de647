using System.Threading.RateLimiting;
using HomelabMcp.Core;

namespace HomelabMcp.Hosting;

/// <summary>How much runs at once in this process, and how often one principal may call.</summary>
internal sealed class CallGate(CallLimits limits) : IDisposable
{
    private readonly ConcurrencyLimiter atOnce = new(new()
    {
        PermitLimit = limits.AtOnce,
        QueueLimit = limits.Waiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private readonly PartitionedRateLimiter<string> rate = PartitionedRateLimiter.Create<string, string>(principal =>
        RateLimitPartition.GetTokenBucketLimiter(principal, _ => new()
        {
            TokenLimit = limits.EachMinute,
            TokensPerPeriod = Math.Max(1, limits.EachMinute / 60),
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        }));

    /// <summary>A place to run in; disposing gives it back. Waits while others run.</summary>
    public async ValueTask<IDisposable> EnterAsync(string principal, CancellationToken cancel)
    {
        using var turn = rate.AttemptAcquire(principal);
        if (!turn.IsAcquired) throw new HomelabException($"'{principal}' calls more than {limits.EachMinute} times a minute: wait a little and call again.");
        var place = await atOnce.AcquireAsync(1, cancel);
        if (place.IsAcquired) return place;
        place.Dispose();
        throw new HomelabException($"{limits.AtOnce} calls run and {limits.Waiting} wait: call again when some have answered.");
    }

    public void Dispose()
    {
        atOnce.Dispose();
        rate.Dispose();
    }
}
