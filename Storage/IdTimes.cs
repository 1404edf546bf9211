namespace Spawner.Storage;

/// <summary>Ids carry the time at which their client made them: the first 48 bits of a UUID of version 7 are milliseconds since 1970.</summary>
internal static class IdTimes
{
    /// <summary>How far a client's clock may be off before its tasks are not found by time.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromHours(2);

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
