namespace Spawner.Grains.Intake;

/// <summary>Decides who may do what. Every door of the cluster asks it.</summary>
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
public readonly record struct AuthorizationRequest(string Submitter, SpawnerAction Action, string Namespace, string? Kind = null);

/// <summary>What can be asked for.</summary>
public enum SpawnerAction
{
    /// <summary>Spawn tasks.</summary>
    Spawn = 0,

    /// <summary>See tasks and their outcomes.</summary>
    Read = 1,

    /// <summary>Retry, cancel and discard recorded tasks, and pause kinds. Without a kind: tasks of any kind.</summary>
    Manage = 2,
}

/// <summary>Allows everything: right where only programs of this machine reach the cluster, which is what silos bind to by default.</summary>
internal sealed class AllowAll : IAuthorizer
{
    public ValueTask<string?> WhyDeniedAsync(AuthorizationRequest request) => ValueTask.FromResult<string?>(null);
}
