namespace Spawner.Client.Intake;

/// <summary>Spreads the waits of many clients, so that they do not come back all at once. May be used by any thread.</summary>
internal sealed class Jitter(Random random)
{
    private readonly Lock _lock = new();

    /// <summary>The wait, made longer by up to half: never shorter, for a silo may have asked for it.</summary>
    public TimeSpan Lengthen(TimeSpan wait)
    {
        lock (_lock)
        {
            return wait * (1 + (random.NextDouble() / 2));
        }
    }
}
