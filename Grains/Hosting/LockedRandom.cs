namespace Spawner.Grains.Hosting;

/// <summary>A source of randomness that threads may share.</summary>
internal sealed class LockedRandom : Random
{
    private readonly Lock _lock = new();

    public override int Next(int maxValue)
    {
        lock (_lock)
        {
            return base.Next(maxValue);
        }
    }

    public override double NextDouble()
    {
        lock (_lock)
        {
            return base.NextDouble();
        }
    }
}
