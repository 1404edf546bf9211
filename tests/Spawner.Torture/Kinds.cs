namespace Spawner.Torture;

/// <summary>What a task of the torture test is to do.</summary>
/// <param name="Op">Number of the submission that it came with: how evidence of the same task is brought together.</param>
/// <param name="Milliseconds">How long it takes.</param>
internal sealed record Work(string Op, int Milliseconds);

/// <summary>The kinds of tasks; their results tell the submission and the run.</summary>
internal static class Kinds
{
    /// <summary>Of the flaky and the failing ones.</summary>
    public static readonly RetryPolicy Retry = new() { MaximumAttempts = 3, Delay = TimeSpan.FromMilliseconds(200), Factor = 1.5 };

    /// <summary>Ends within milliseconds.</summary>
    public static readonly TaskKind<Work, string> Short = new("torture.short", durable: true);

    /// <summary>Lasts for longer than a lease.</summary>
    public static readonly TaskKind<Work, string> Long = new("torture.long", durable: true);

    /// <summary>Its handler goes on for a while when it is told to stop.</summary>
    public static readonly TaskKind<Work, string> Reluctant = new("torture.reluctant", durable: true);

    /// <summary>Its handler throws, but for the last attempt.</summary>
    public static readonly TaskKind<Work, string> Flaky = new("torture.flaky", durable: true);

    /// <summary>Its handler throws.</summary>
    public static readonly TaskKind<Work, string> Failing = new("torture.failing", durable: true);

    /// <summary>Ends its process.</summary>
    public static readonly TaskKind<Work, string> Poison = new("torture.poison", durable: true);
}
