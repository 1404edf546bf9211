using Orleans.Statistics;

namespace Spawner.Grains.ClusterLoad;

/// <summary>
/// Processor and memory use of the machine or container. They are gates, not a score: a processor is fully used with one
/// task waiting or with a thousand.
/// </summary>
internal sealed class HostLoad(IEnvironmentStatisticsProvider statistics)
{
    /// <summary>Above this share of its memory a silo takes tasks only when no other can.</summary>
    private const double MemoryLimit = 0.92;

    /// <summary>0 to 1.</summary>
    public double Cpu => Math.Clamp(statistics.GetEnvironmentStatistics().FilteredCpuUsagePercentage / 100, 0, 1);

    /// <summary>0 to 1.</summary>
    public double Memory => Math.Clamp(statistics.GetEnvironmentStatistics().MemoryUsagePercentage / 100, 0, 1);

    public bool IsMemoryShort => Memory > MemoryLimit;
}
