namespace Spawner.Load.Measuring;

/// <summary>What processes have used so far, or between two moments.</summary>
internal readonly record struct Usage(TimeSpan Cpu, long Allocated)
{
    public static Usage operator +(Usage one, Usage other) => new(one.Cpu + other.Cpu, one.Allocated + other.Allocated);

    public static Usage operator -(Usage later, Usage earlier) => new(later.Cpu - earlier.Cpu, later.Allocated - earlier.Allocated);
}
