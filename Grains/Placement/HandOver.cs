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
    /// <remarks>And none of those that start here before another silo could have them.</remarks>
    /// <param name="waiting">Tasks that wait here.</param>
    /// <param name="weight">Slots that they ask for.</param>
    /// <param name="slots">Slots here.</param>
    /// <param name="serviceTime">Mean time that tasks hold their slots.</param>
    /// <param name="roundTrip">Mean time of a message to another silo and of its answer.</param>
    public static int Most(int waiting, double weight, double slots, TimeSpan serviceTime, TimeSpan roundTrip)
    {
        var half = (waiting + 1) / 2;
        var startSoon = Math.Floor(slots * (roundTrip / serviceTime));
        if (startSoon == 0)
        {
            return half;
        }

        return weight <= startSoon ? 0 : Math.Min(half, (int)Math.Ceiling(waiting * (weight - startSoon) / weight));
    }
}
