using HomelabMcp.Core;

namespace HomelabMcp.Reconciler.Tests;

/// <summary>How likely what goes wrong; all zero for a world without faults.</summary>
internal sealed record SimFaults
{
    public static SimFaults None { get; } = new();

    /// <summary>The process dies before a call leaves or a commit is made.</summary>
    public double CrashBefore { get; init; }

    /// <summary>The process dies after a call's effect.</summary>
    public double CrashAfter { get; init; }

    /// <summary>A call fails without an effect.</summary>
    public double Error { get; init; }

    /// <summary>A write takes effect and its answer is lost.</summary>
    public double LostAnswer { get; init; }

    /// <summary>A write's answer is lost and its effect comes later.</summary>
    public double LateEffect { get; init; }

    /// <summary>A list shows how things were before the last write.</summary>
    public double StaleList { get; init; }
}

/// <summary>One life of the reconciler's process. What it calls after its death never returns.</summary>
internal sealed class SimProcess(SimFaults faults, Func<double> dice, Action<string> trace)
{
    private static readonly Task Never = new TaskCompletionSource().Task;

    public SimFaults Faults { get; set; } = faults;

    public bool IsDead { get; private set; }

    /// <summary>Requests of each verb so far.</summary>
    public Dictionary<string, int> Calls { get; } = [];

    public bool Happens(double chance) => chance > 0 && dice() < chance;

    /// <summary>A place where the process may die; it does not return then.</summary>
    public Task MayDieAsync(double chance, string where)
    {
        if (!IsDead && Happens(chance)) Die(where);
        return IsDead ? Never : Task.CompletedTask;
    }

    public void Die(string where)
    {
        IsDead = true;
        trace($"the process dies {where}");
    }

    /// <summary>A read.</summary>
    public async Task<T> ReadAsync<T>(string what, Func<T> read)
    {
        Calls[what] = Calls.GetValueOrDefault(what) + 1;
        await MayDieAsync(Faults.CrashBefore, $"before {what}");
        if (Happens(Faults.Error)) throw new PlatformException(PlatformFailure.Unreachable, $"{what}: not reached");
        return read();
    }

    /// <summary>A write, with everything that can happen to one.</summary>
    public async Task<T> WriteAsync<T>(SimPlatform platform, string what, Func<T> write, T unused)
    {
        Calls["write"] = Calls.GetValueOrDefault("write") + 1;
        await MayDieAsync(Faults.CrashBefore, $"before {what}");
        if (Happens(Faults.Error))
        {
            trace($"{what} fails");
            throw new PlatformException(dice() < 0.5 ? PlatformFailure.Failed : PlatformFailure.Busy, $"{what}: did not work");
        }

        if (Happens(Faults.LateEffect))
        {
            trace($"{what} loses its answer, its effect comes later");
            platform.Later(TimeSpan.FromSeconds(1 + 25 * dice()), () => Quietly(write));
            throw new PlatformException(PlatformFailure.AnswerLost, $"{what}: no answer");
        }

        var result = write();
        trace($"{what}");
        await MayDieAsync(Faults.CrashAfter, $"after {what}");
        if (!Happens(Faults.LostAnswer)) return result;
        trace($"{what} loses its answer");
        _ = unused;
        throw new PlatformException(PlatformFailure.AnswerLost, $"{what}: no answer");
    }

    // What a request came to that nobody waits for any more is nobody's concern.
    private static void Quietly<T>(Func<T> write)
    {
        try
        {
            write();
        }
        catch (PlatformException refused)
        {
            _ = refused.Failure;
        }
    }
}
