using System.Globalization;

namespace Spawner.Cli.Commands.Options;

/// <summary>Spans of time as people write and read them: <c>500ms</c>, <c>90s</c>, <c>5m</c>, <c>2h</c>, <c>7d</c>. Pure.</summary>
internal static class Durations
{
    public const string Accepted = "a number with ms, s, m, h or d, such as 90s or 1.5h";

    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)];

    /// <summary>Seconds, or <see langword="null"/> if the text is no span.</summary>
    public static double? Parse(string text)
    {
        foreach (var (unit, seconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number * seconds))
            {
                return number * seconds;
            }
        }

        return null;
    }

    /// <summary>The two largest units at most.</summary>
    public static string Format(TimeSpan span) => span switch
    {
        { Ticks: < 0 } => "0s",
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0}ms"),
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0}s"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalSeconds)}s"),
        { TotalHours: < 1 } => $"{span.Minutes}m{span.Seconds:00}s",
        { TotalDays: < 1 } => $"{span.Hours}h{span.Minutes:00}m",
        _ => $"{span.Days}d{span.Hours:00}h",
    };
}
