using System.Globalization;
using Spawner.Api.Problems;

namespace Spawner.Api.Json;

/// <summary>Durations: numbers of seconds outside, spans inside.</summary>
internal static class Seconds
{
    // Whatever limit a duration has is far below; above it no span can be made.
    private const double Most = 1e9;

    public static TimeSpan? Read(double? seconds, string field, ProblemList problems)
    {
        // NaN is outside of every range.
        if (seconds is not { } value || value is >= 0 and <= Most)
        {
            return seconds is { } accepted ? TimeSpan.FromSeconds(accepted) : null;
        }

        problems.Add(string.Create(CultureInfo.InvariantCulture, $"{field} is {value}. Accepted: a number of seconds, 0 to {Most}."));
        return null;
    }
}
