namespace Spawner.Grains.Placement;

/// <summary>
/// Chooses whom a silo tells of its load where there are too many to tell all (rendezvous hashing: Thaler and Ravishankar,
/// 1998): those with the highest hash of the pair. The hash has no order, so mostly two silos choose each other; and hardly
/// anything changes when one comes or goes.
/// </summary>
internal static class Rendezvous
{
    /// <param name="self">Hash of the chooser.</param>
    /// <param name="others">All others.</param>
    /// <param name="hashOf">Hash of one of them: the same for every chooser.</param>
    /// <param name="most">How many to choose at most.</param>
    public static IReadOnlyList<T> Choose<T>(uint self, IReadOnlyList<T> others, Func<T, uint> hashOf, int most) =>
        others.Count <= most ? others : [.. others.OrderByDescending(other => Mix(self, hashOf(other))).Take(most)];

    /// <summary>The finalizer of MurmurHash3, over both.</summary>
    private static ulong Mix(uint self, uint other)
    {
        var hash = ((ulong)Math.Min(self, other) << 32) | Math.Max(self, other);
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }
}
