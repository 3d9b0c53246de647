using Cronos;

namespace HomelabMcp.Engine;

/// <summary>Says whether a moment lies in a freeze window.</summary>
public static class FreezeCalendar
{
    /// <summary>The window that holds a moment, with its end; the one that ends last where several do; null where none does.</summary>
    public static (FreezeWindow Window, DateTimeOffset Until)? At(IEnumerable<FreezeWindow> windows, DateTimeOffset moment)
    {
        (FreezeWindow Window, DateTimeOffset Until)? found = null;
        foreach (var window in windows)
            if (End(window, moment) is { } end && (found is null || end > found.Value.Until)) found = (window, end);
        return found;
    }

    private static DateTimeOffset? End(FreezeWindow window, DateTimeOffset moment)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(window.TimeZone);
        var expression = CronExpression.Parse(window.Cron, CronFormat.Standard);
        DateTimeOffset? end = null;
        // A window that began exactly one duration ago has just ended.
        foreach (var start in expression.GetOccurrences(moment - window.Duration, moment, zone, fromInclusive: false, toInclusive: true))
            end = start + window.Duration;
        return end;
    }
}
