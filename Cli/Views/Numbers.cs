using System.Globalization;
using Spawner.Cli.Commands.Options;

namespace Spawner.Cli.Views;

/// <summary>Numbers and times as tables show them.</summary>
internal static class Numbers
{
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Slots(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Percent(double share) => (share * 100).ToString("0", CultureInfo.InvariantCulture) + " %";

    public static string Seconds(double seconds) => Durations.Format(TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 1e9)));

    public static string Time(DateTimeOffset? time) => time?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) ?? "";

    public static string Since(DateTimeOffset? time, DateTimeOffset now) => time is { } t ? Durations.Format(now - t) : "";
}
