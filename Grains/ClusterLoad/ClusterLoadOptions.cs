using System.ComponentModel.DataAnnotations;

namespace Spawner.Grains.ClusterLoad;

/// <summary>How silos tell each other their load; bound from the configuration section <c>Spawner:ClusterLoad</c>.</summary>
public sealed class ClusterLoadOptions
{
    /// <summary>Time between two reports of a silo whose state does not change. Default 1 s; 100 ms to 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:10")]
    public TimeSpan ReportPeriod { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Least time between two reports that a change causes: a silo whose free slots went between none and some says so
    /// at once, but not more often than this, nor so often that reports take more messages a period than to
    /// <see cref="MaximumPeers"/> silos. Default 20 ms; 1 ms to 1 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:01")]
    public TimeSpan MinimumReportInterval { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Peers that a silo reports to, chosen by rendezvous hash. Default 64: enough to find an idle silo; 1 to 1024.</summary>
    [Range(1, 1024)]
    public int MaximumPeers { get; set; } = 64;

    /// <summary>A silo that has not reported for three periods is out of the choice until it does.</summary>
    internal TimeSpan SilentAfter => 3 * ReportPeriod;
}
