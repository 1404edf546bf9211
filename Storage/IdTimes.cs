namespace Spawner.Storage;

/// <summary>
/// Ids carry the time at which their client made them: the first 48 bits of a UUID of version 7 are milliseconds since 1970. Those
/// that idempotency keys make without one begin with a bit that such a time will not have for thousands of years.
/// </summary>
internal static class IdTimes
{
    /// <summary>How far a client's clock may be off before its tasks are not found by time.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromHours(2);

    /// <summary>From here on ids say nothing of their time.</summary>
    public static readonly Guid Untimed = new("80000000-0000-0000-0000-000000000000");

    /// <summary>Where ids can be of tasks that were submitted between two times: the first range by their time, the second without.</summary>
    /// <param name="from">The earliest; <see langword="null"/> for no bound.</param>
    /// <param name="before">Where the time ends; <see langword="null"/> for no bound.</param>
    public static IReadOnlyList<(Guid? From, Guid? Before)> RangesOf(DateTimeOffset? from, DateTimeOffset? before) => from is null && before is null
        ? [(null, null)]
        : [(from is { } earliest ? LowestAt(earliest - Slack) : null, before is { } end ? LowestAt(end + Slack) : Untimed), (Untimed, null)];

    /// <summary>The lowest id of a time.</summary>
    public static Guid LowestAt(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        var milliseconds = Math.Clamp(time.ToUnixTimeMilliseconds(), 0, (1L << 48) - 1);
        for (var i = 5; i >= 0; i--)
        {
            bytes[i] = (byte)milliseconds;
            milliseconds >>= 8;
        }

        return new(bytes, bigEndian: true);
    }
}
