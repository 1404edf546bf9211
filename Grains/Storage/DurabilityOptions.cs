using System.ComponentModel.DataAnnotations;

namespace Spawner.Grains.Storage;

/// <summary>How a silo keeps durable tasks; bound from the configuration section <c>Spawner:Durability</c>.</summary>
public sealed class DurabilityOptions
{
    private const string ShortestRetention = "00:00:01";
    private const string LongestRetention = "3650.00:00:00";

    /// <summary>
    /// How long a silo owns its durable tasks without a word to the store. A silo that is cut off from the store for so long
    /// ends itself, and others go on with its tasks; one that is known to be dead is not waited for. Default 10 s; 1 s to 10
    /// minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Times that a task's silo may die while it runs before the task is ended as failed instead of run again. Default 3; 1 to
    /// 100. The first such death is not counted: nobody knows then which of the silo's tasks ran.
    /// </summary>
    [Range(1, 100)]
    public int MaximumCrashes { get; set; } = 3;

    /// <summary>
    /// How long tasks that succeeded are kept in the store, with their results, from their end. Whoever asks later hears that the task is
    /// unknown. Default 24 h; 1 s to 3,650 days.
    /// </summary>
    [Range(typeof(TimeSpan), ShortestRetention, LongestRetention)]
    public TimeSpan SucceededRetention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long tasks that were cancelled are kept, from their end. Default 24 h; 1 s to 3,650 days.</summary>
    [Range(typeof(TimeSpan), ShortestRetention, LongestRetention)]
    public TimeSpan CancelledRetention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How long tasks that failed or timed out are kept, from their end, to be looked at, retried or discarded. Default 7 days; 1 s to
    /// 3,650 days.
    /// </summary>
    [Range(typeof(TimeSpan), ShortestRetention, LongestRetention)]
    public TimeSpan FailedRetention { get; set; } = TimeSpan.FromDays(7);
}
