namespace Spawner.Grains.Placement;

/// <summary>When a silo takes fewer tasks than it has slots. Pure.</summary>
internal static class LoadGates
{
    /// <summary>From this share of its memory on a silo shows no free slots.</summary>
    internal const double HighMemory = 0.85;

    /// <summary>From this share of its memory on it is full.</summary>
    internal const double FullMemory = 0.92;

    /// <summary>From this share on its processor is busy.</summary>
    internal const double BusyProcessor = 0.95;

    /// <summary>
    /// For so long the processor must have been busy beside free slots: its use is a mean over some time, and stays high for a
    /// while after a task has given its slot back.
    /// </summary>
    internal static readonly TimeSpan BusyAfter = TimeSpan.FromSeconds(1);

    /// <summary>After so long the silo is full.</summary>
    internal static readonly TimeSpan FullAfter = TimeSpan.FromSeconds(5);

    /// <summary>The gate that holds a silo back most.</summary>
    /// <param name="isQueueFull">Its queue is at half of its limit.</param>
    /// <param name="memory">Memory in use of what it may use, 0 to 1.</param>
    /// <param name="busyFor">How long its processor has been busy although slots were free.</param>
    public static SiloGate Judge(bool isQueueFull, double memory, TimeSpan busyFor) =>
        isQueueFull ? SiloGate.QueueFull
        : memory >= FullMemory ? SiloGate.MemoryFull
        : busyFor >= FullAfter ? SiloGate.ProcessorFull
        : memory >= HighMemory ? SiloGate.MemoryHigh
        : busyFor >= BusyAfter ? SiloGate.ProcessorBusy
        : SiloGate.Open;

    /// <summary>The silo gets tasks only when no other can.</summary>
    public static bool IsFull(this SiloGate gate) => gate is SiloGate.QueueFull or SiloGate.MemoryFull or SiloGate.ProcessorFull;

    /// <summary>Slots to show to others: behind a gate those that are taken, so that none is free.</summary>
    /// <param name="gate">The gate.</param>
    /// <param name="serving">Slots that serve the queue.</param>
    /// <param name="taken">Those of them that are taken.</param>
    /// <param name="least">Least to show while the silo serves at all: with none it would look blocked.</param>
    public static double ShownSlots(SiloGate gate, double serving, double taken, double least) =>
        gate == SiloGate.Open ? serving : Math.Min(serving, Math.Max(taken, least));
}
