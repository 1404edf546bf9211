namespace Spawner.Demo;

/// <summary>Whole numbers from <paramref name="From"/> up to, but without, <paramref name="To"/>.</summary>
/// <param name="From">The first number.</param>
/// <param name="To">One more than the last number.</param>
public readonly record struct NumberRange(long From, long To)
{
    /// <summary>How many numbers there are.</summary>
    public long Length() => To - From;
}
