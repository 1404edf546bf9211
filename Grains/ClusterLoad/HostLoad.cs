using Orleans.Statistics;
using Spawner.Grains.Placement;

namespace Spawner.Grains.ClusterLoad;

/// <summary>
/// Processor and memory use of the machine or container. They are gates, not a score: a processor is fully used with one
/// task waiting or with a thousand.
/// </summary>
internal sealed class HostLoad(IEnvironmentStatisticsProvider statistics, TimeProvider clock)
{
    /// <summary>Looking costs more than a short task does, and a silo reports its load with every answer.</summary>
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(100);

    private volatile Look? _last;

    /// <summary>0 to 1.</summary>
    public double Cpu => Last().Cpu;

    /// <summary>0 to 1.</summary>
    public double Memory => Last().Memory;

    /// <summary>How long the processor has been busy.</summary>
    public TimeSpan BusyFor => Last().BusySince is { } since ? clock.GetElapsedTime(since) : TimeSpan.Zero;

    private Look Last() => _last is { } last && clock.GetElapsedTime(last.At) < LookAgainAfter ? last : _last = LookNow();

    private Look LookNow()
    {
        var found = statistics.GetEnvironmentStatistics();
        var now = clock.GetTimestamp();
        var cpu = Math.Clamp(found.FilteredCpuUsagePercentage / 100, 0, 1);
        return new Look(
            now,
            cpu,
            Math.Clamp(found.MemoryUsagePercentage / 100, 0, 1),
            BusySince: cpu >= LoadGates.BusyProcessor ? _last?.BusySince ?? now : null);
    }

    private sealed record Look(long At, double Cpu, double Memory, long? BusySince);
}
