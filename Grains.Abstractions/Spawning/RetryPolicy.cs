namespace Spawner;

/// <summary>
/// How often a task whose run failed or timed out is run again, and when. Only such runs count as attempts: one whose silo died or
/// left, or that asked for a pause itself, does not.
/// </summary>
[GenerateSerializer, Immutable, Alias("spawner.RetryPolicy")]
public sealed record RetryPolicy
{
    /// <summary>The first attempt is the last.</summary>
    public static readonly RetryPolicy None = new() { MaximumAttempts = 1 };

    /// <summary>Attempts in all, the first one included. Default 3; 1 to 1,000.</summary>
    [Id(0)] public int MaximumAttempts { get; init; } = 3;

    /// <summary>Pause after the first failure. Default 1 s; zero to <see cref="MaximumDelay"/>.</summary>
    [Id(1)] public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>By what each further pause is longer than the one before. Default 2; 1 to 100.</summary>
    [Id(2)] public double Factor { get; init; } = 2;

    /// <summary>Longest pause. Default 5 minutes; up to 30 days.</summary>
    [Id(3)] public TimeSpan MaximumDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Share of each pause by which it is lengthened at most, by chance, so that tasks that failed together do not come back
    /// together. Default 0.2; 0 to 1.
    /// </summary>
    [Id(4)] public double Jitter { get; init; } = 0.2;

    /// <summary>
    /// Full names of exception types after which a task is not run again, such as <c>System.ArgumentException</c>; at most 64.
    /// <see cref="NonRetryableException"/> needs not be named.
    /// </summary>
    [Id(5)] public IReadOnlyList<string> NonRetryable { get; init; } = [];
}
