using System.ComponentModel.DataAnnotations;

namespace Spawner.Grains.Storage;

/// <summary>How a silo keeps durable tasks; bound from the configuration section <c>Spawner:Durability</c>.</summary>
public sealed class DurabilityOptions
{
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
}
