using System.Globalization;

namespace HomelabMcp.Reconciler.Tests;

public sealed class SimulationTests
{
    // More by hand: HOMELAB_SCHEDULES=100000 HOMELAB_SEED=1.
    private static int Schedules => int.TryParse(Environment.GetEnvironmentVariable("HOMELAB_SCHEDULES"), CultureInfo.InvariantCulture, out var count) ? count : 200;

    private static int FirstSeed => int.TryParse(Environment.GetEnvironmentVariable("HOMELAB_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 1;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void No_schedule_breaks_a_guarantee(int part)
    {
        for (var seed = FirstSeed + part; seed < FirstSeed + Schedules; seed += 2)
        {
            using var schedule = new Schedule(seed);
            IReadOnlyList<string> broken;
            try
            {
                broken = schedule.Live();
            }
            catch (Exception wrong)
            {
                broken = [wrong.ToString()];
            }

            Assert.True(broken.Count == 0, $"Seed {seed}: {string.Join("\n", broken)}\n\n{string.Join("\n", schedule.Trace)}");
        }
    }

    [Fact]
    public void A_seed_repeats_its_schedule_exactly()
    {
        using var first = new Schedule(4711);
        using var second = new Schedule(4711);
        first.Live();
        second.Live();
        Assert.Equal(first.Trace, second.Trace);
    }
}
