namespace Spawner.Grains.Messages;

/// <summary>What has become of a task's earlier runs.</summary>
[GenerateSerializer, Immutable, Alias("spawner.TaskHistory")]
internal sealed record TaskHistory
{
    /// <summary>Runs that failed or timed out, and count against its attempts.</summary>
    [Id(0)] public int Failures { get; init; }

    /// <summary>Times that its silo died while it ran, as far as that is known.</summary>
    [Id(1)] public int Crashes { get; init; }

    /// <summary>Times that its silo died, or was cut off, whether it ran or not.</summary>
    [Id(2)] public int Losses { get; init; }

    /// <summary>Times that its silo left while it ran.</summary>
    [Id(3)] public int Interruptions { get; init; }

    /// <summary>Why its last run failed.</summary>
    [Id(4)] public TaskFailure? LastFailure { get; init; }

    /// <summary>It has started before: how long it may wait to start is no question any more.</summary>
    [Id(5)] public bool HasRun { get; init; }
}
