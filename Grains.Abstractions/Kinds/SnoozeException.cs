namespace Spawner;

/// <summary>
/// Thrown by a handler that cannot go on yet: the task is run again later, and nothing is counted as a failure.
/// </summary>
/// <param name="delay">When: zero to 30 days; what is longer is cut.</param>
public sealed class SnoozeException(TimeSpan delay) : Exception($"The task asks to run again in {delay}.")
{
    /// <summary>Time until the next run.</summary>
    public TimeSpan Delay { get; } =
        delay < TimeSpan.Zero ? TimeSpan.Zero : delay > SpawnLimits.MaximumRetryDelay ? SpawnLimits.MaximumRetryDelay : delay;
}
