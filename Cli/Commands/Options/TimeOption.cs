using System.CommandLine;
using System.Globalization;

namespace Spawner.Cli.Commands.Options;

/// <summary>Options whose value is a moment: a time, or a span that has passed since.</summary>
internal static class TimeOption
{
    private static readonly string[] Formats =
        ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    /// <summary>A moment in the past: a span is the time since.</summary>
    public static Option<DateTimeOffset?> CreatePast(string name, string description, TimeProvider clock) => Create(name, description, clock, -1);

    /// <summary>A moment in the future.</summary>
    public static Option<DateTimeOffset?> CreateFuture(string name, string description, TimeProvider clock) => Create(name, description, clock, 1);

    private static Option<DateTimeOffset?> Create(string name, string description, TimeProvider clock, int direction) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Durations.Parse(text) is { } seconds && seconds < TimeSpan.FromDays(36_500).TotalSeconds)
            {
                return clock.GetUtcNow() + (direction * TimeSpan.FromSeconds(seconds));
            }

            if (DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            {
                return time;
            }

            result.AddError($"{name} does not accept '{text}'. Accepted: a time such as 2026-03-31T12:00Z (UTC unless it says otherwise), or {Durations.Accepted}.");
            return null;
        },
    };
}
