namespace Spawner.Storage.Sqlite;

/// <summary>
/// Makes a process that writes all the time leave gaps, in which others get the file's write lock: SQLite has no queue for it, and
/// who waits only looks again and again. Not thread-safe.
/// </summary>
internal sealed class WriteShare(TimeProvider clock)
{
    /// <summary>How long one process writes on without a gap.</summary>
    private static readonly TimeSpan Stretch = TimeSpan.FromMilliseconds(10);

    /// <summary>Time between two looks whether the write lock is free.</summary>
    public static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(1);

    /// <summary>Longer than the time between two looks.</summary>
    private static readonly TimeSpan Gap = 3 * LookPeriod;

    private long? stretchBegan;
    private long lastEnd;

    /// <summary>Whether other processes write to the file.</summary>
    public bool HasOthers { get; set; }

    /// <summary>How long to wait before the next write; zero mostly.</summary>
    public TimeSpan NextGap()
    {
        var now = clock.GetTimestamp();
        if (stretchBegan is not { } began || clock.GetElapsedTime(lastEnd, now) >= Gap)
        {
            stretchBegan = now;
            return TimeSpan.Zero;
        }

        if (!HasOthers || clock.GetElapsedTime(began, now) < Stretch)
        {
            return TimeSpan.Zero;
        }

        stretchBegan = null;
        return Gap;
    }

    /// <summary>A write has ended.</summary>
    public void OnWritten() => lastEnd = clock.GetTimestamp();
}
