namespace Spawner;

/// <summary>Bounds that silos enforce on what is spawned. Larger requests are refused before anything runs.</summary>
public static class SpawnLimits
{
    /// <summary>Largest input or result of a task: 256 KiB of JSON.</summary>
    public const int MaximumPayloadBytes = 256 * 1024;

    /// <summary>Largest checkpoint of a task: 256 KiB of JSON.</summary>
    public const int MaximumCheckpointBytes = 256 * 1024;

    /// <summary>Output that is kept of a task: its last 256 KiB, as UTF-8.</summary>
    public const int MaximumOutputBytes = 256 * 1024;

    /// <summary>Most tasks in one message to a silo. The client library splits larger batches by itself.</summary>
    public const int MaximumBatchItems = 1000;

    /// <summary>Most payload bytes in one message to a silo: 1 MiB. The client library splits larger batches by itself.</summary>
    public const int MaximumBatchBytes = 1024 * 1024;

    /// <summary>Most tags, required labels, or preferred labels of a task.</summary>
    public const int MaximumTags = 32;

    /// <summary>Longest name, tag key, tag value, label key or label value, in characters.</summary>
    public const int MaximumTextLength = 256;

    /// <summary>Largest weight of a task, in slots.</summary>
    public const double MaximumWeight = 1024;

    /// <summary>Most tasks whose placement is foretold at once.</summary>
    public const int MaximumForecastTasks = 100_000;

    /// <summary>Most attempts of a task.</summary>
    public const int MaximumAttempts = 1000;

    /// <summary>Most types of exceptions that a <see cref="RetryPolicy"/> names.</summary>
    public const int MaximumNonRetryable = 64;

    /// <summary>Most recorded tasks in one page.</summary>
    public const int MaximumPageSize = 1000;

    /// <summary>Most recorded tasks that one message retries, cancels or discards. The client library sends as many messages as it takes.</summary>
    public const int MaximumManagedTasks = 500;

    /// <summary>Longest timeout, of a run or of a whole task.</summary>
    public static readonly TimeSpan MaximumTimeout = TimeSpan.FromDays(365);

    /// <summary>Shortest <see cref="UniqueKey.Period"/>.</summary>
    public static readonly TimeSpan MinimumKeyPeriod = TimeSpan.FromMilliseconds(1);

    /// <summary>Longest <see cref="UniqueKey.Period"/>.</summary>
    public static readonly TimeSpan MaximumKeyPeriod = TimeSpan.FromDays(3650);

    /// <summary>Shortest <see cref="SpawnOptions.HeartbeatTimeout"/>.</summary>
    public static readonly TimeSpan MinimumHeartbeatTimeout = TimeSpan.FromMilliseconds(10);

    /// <summary>Longest time until a task may start.</summary>
    public static readonly TimeSpan MaximumStartDelay = TimeSpan.FromDays(3653);

    /// <summary>Longest pause between two attempts.</summary>
    public static readonly TimeSpan MaximumRetryDelay = TimeSpan.FromDays(30);
}
