using Orleans.Statistics;

namespace Spawner.Grains.ClusterLoad;

/// <summary>
/// Processor and memory use of the machine or container. They are gates, not a score: a processor is fully used with one
/// task waiting or with a thousand.
/// </summary>
internal sealed class HostLoad(IEnvironmentStatisticsProvider statistics, TimeProvider clock)
{
    /// <summary>Above this share of its memory a silo takes tasks only when no other can.</summary>
    private const double MemoryLimit = 0.92;

    /// <summary>Looking costs more than a short task does, and a silo reports its load with every answer.</summary>
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(100);

    private volatile Look? _last;

    /// <summary>0 to 1.</summary>
    public double Cpu => Last().Cpu;

    /// <summary>0 to 1.</summary>
    public double Memory => Last().Memory;

    public bool IsMemoryShort => Memory > MemoryLimit;

    private Look Last() => _last is { } last && clock.GetElapsedTime(last.At) < LookAgainAfter ? last : _last = LookNow();

    private Look LookNow()
    {
        var found = statistics.GetEnvironmentStatistics();
        return new Look(
            clock.GetTimestamp(),
            Math.Clamp(found.FilteredCpuUsagePercentage / 100, 0, 1),
            Math.Clamp(found.MemoryUsagePercentage / 100, 0, 1));
    }

    private sealed record Look(long At, double Cpu, double Memory);
}
