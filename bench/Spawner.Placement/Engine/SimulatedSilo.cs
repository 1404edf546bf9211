namespace Spawner.Bench.Placement.Engine;

/// <summary>A silo of the simulation: slots, and a queue that is served first come, first served, without preemption.</summary>
internal sealed class SimulatedSilo(int slots, double speed)
{
    public int Slots { get; } = slots;

    public double Speed { get; } = speed;

    public bool IsAlive { get; set; } = true;

    /// <summary>Tasks that run.</summary>
    public HashSet<int> Running { get; } = [];

    public Queue<int> Waiting { get; } = [];

    public int Load => Running.Count + Waiting.Count;

    public bool HasFreeSlot => Running.Count < Slots;
}
