namespace Spawner;

/// <summary>Why a task that was to be retried, cancelled or discarded was left as it is.</summary>
[GenerateSerializer, Alias("spawner.LeftAloneReason")]
public enum LeftAloneReason
{
    /// <summary>The store keeps no such task in this namespace.</summary>
    Unknown = 0,

    /// <summary>It has not ended: only ended tasks are retried or discarded.</summary>
    NotEnded = 1,

    /// <summary>It has ended: nothing is left to cancel.</summary>
    AlreadyEnded = 2,

    /// <summary>It succeeded: a success is not run again.</summary>
    Succeeded = 3,

    /// <summary>Another task that has not ended has its key.</summary>
    KeyTaken = 4,

    /// <summary>It is of another kind than the new input.</summary>
    OtherKind = 5,

    /// <summary>Somebody else changed it at the same time.</summary>
    ChangedMeanwhile = 6,
}
