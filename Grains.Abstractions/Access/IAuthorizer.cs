namespace Spawner;

/// <summary>Decides who may do what. Every door of the cluster asks it: intake and records on each silo, and each endpoint of the HTTP API.</summary>
public interface IAuthorizer
{
    /// <summary>Decides.</summary>
    /// <param name="request">Who wants to do what.</param>
    /// <returns>Why not, in a sentence; <see langword="null"/> to allow.</returns>
    ValueTask<string?> WhyDeniedAsync(AuthorizationRequest request);
}

/// <summary>Who wants to do what.</summary>
/// <param name="Submitter">Who asks.</param>
/// <param name="Action">What for.</param>
/// <param name="Namespace">Where.</param>
/// <param name="Kind">The kind of task; <see langword="null"/> where the action has none.</param>
public readonly record struct AuthorizationRequest(string Submitter, SpawnerAction Action, string Namespace, string? Kind = null)
{
    /// <summary>What the caller has shown; <see langword="null"/> where a program asks that reaches the silos' own ports.</summary>
    public SpawnerCredential? Credential { get; init; }

    /// <summary>Who spawned the task in question; <see langword="null"/> where no single task is meant, or not yet.</summary>
    public string? Owner { get; init; }
}

/// <summary>What can be asked for.</summary>
public enum SpawnerAction
{
    /// <summary>Spawn tasks.</summary>
    Spawn = 0,

    /// <summary>See tasks and their outcomes.</summary>
    Read = 1,

    /// <summary>Retry and cancel many recorded tasks, whoever spawned them, and pause kinds. Without a kind: tasks of any kind.</summary>
    Manage = 2,

    /// <summary>See results, output, and what failures say.</summary>
    ReadPayload = 3,

    /// <summary>Cancel or retry one task.</summary>
    Change = 4,

    /// <summary>See silos, kinds, and where tasks would go.</summary>
    ReadCluster = 5,

    /// <summary>See what concerns all tasks of the namespace, as their counts do.</summary>
    ReadAll = 6,

    /// <summary>Stop silos from taking tasks, and let them again.</summary>
    Drain = 7,

    /// <summary>Remove recorded tasks for good.</summary>
    Discard = 8,

    /// <summary>See, make and revoke credentials.</summary>
    Administer = 9,

    /// <summary>See what one's own credential may do.</summary>
    ReadSelf = 10,
}
