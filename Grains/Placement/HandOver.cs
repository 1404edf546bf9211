namespace Spawner.Grains.Placement;

/// <summary>How many waiting tasks go to silos that have room. Pure.</summary>
internal static class HandOver
{
    /// <summary>
    /// Moves of one task: two silos that each think the other idle must not pass it to and fro. A silo that leaves is not
    /// bound by it.
    /// </summary>
    internal const int MaximumHops = 4;

    /// <summary>Half of the queue at most, so that every load stays near the mean (Hendler and Shavit, Non-blocking Steal-half Work Queues, 2002).</summary>
    /// <param name="waiting">Tasks that wait here.</param>
    public static int Most(int waiting) => (waiting + 1) / 2;
}
