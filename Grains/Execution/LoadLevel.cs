using System.Numerics;

namespace Spawner.Grains.Execution;

/// <summary>A silo's load in coarse steps: when it goes from one to another, peers must know before the next report is due. Pure.</summary>
internal static class LoadLevel
{
    /// <summary>No level: whatever the load is, it is news.</summary>
    public const int Untold = -1;

    /// <summary>0 while there is a free slot; else one more for each doubling of the queue.</summary>
    /// <param name="hasFreeSlot">Whether a task could start at once.</param>
    /// <param name="waiting">Tasks that wait for a slot.</param>
    public static int Of(bool hasFreeSlot, int waiting) => hasFreeSlot ? 0 : 1 + BitOperations.Log2((uint)waiting + 1);
}
