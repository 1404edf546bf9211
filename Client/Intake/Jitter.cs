namespace Spawner.Client.Intake;

/// <summary>Spreads the waits of many clients, so that they do not come back all at once.</summary>
internal sealed class Jitter(Random random)
{
    /// <summary>The wait, made longer by up to half: never shorter, for a silo may have asked for it.</summary>
    public TimeSpan Lengthen(TimeSpan wait) => wait * (1 + (random.NextDouble() / 2));
}
