namespace Spawner.Grains.Execution;

/// <summary>How long to wait before the next attempt: exponential, bounded, and lengthened by chance. Pure.</summary>
internal static class Backoff
{
    /// <param name="policy">The task's.</param>
    /// <param name="failures">Attempts that have failed, the last one included; from 1.</param>
    /// <param name="chance">A random number from 0 to 1.</param>
    public static TimeSpan Of(RetryPolicy policy, int failures, double chance)
    {
        // In floating point: a factor of 100 after a few failures is more than a TimeSpan holds.
        var pause = policy.Delay.TotalMilliseconds * Math.Pow(policy.Factor, failures - 1);
        return TimeSpan.FromMilliseconds(Math.Min(pause, policy.MaximumDelay.TotalMilliseconds) * (1 + (policy.Jitter * chance)));
    }
}
