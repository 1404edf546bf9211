using Spawner.Client.Tasks;
using Spawner.Contracts;

namespace Spawner.Client.Spawning;

/// <summary>A task on its way to a silo.</summary>
/// <param name="Spec">What is sent.</param>
/// <param name="Task">Where it is tracked.</param>
/// <param name="Caller">Who waits for it alone, while it travels with others; <see langword="null"/> for nobody.</param>
internal readonly record struct PendingSpawn(TaskSpec Spec, TrackedTask Task, WaitingCaller? Caller = null);

/// <summary>Waits until a silo has the task.</summary>
internal sealed class WaitingCaller(CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource _acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>It waits no more.</summary>
    public bool HasGone => cancellationToken.IsCancellationRequested;

    public Task Acknowledged => _acknowledged.Task;

    public void OnAcknowledged() => _acknowledged.TrySetResult();

    public void Fail(Exception failure)
    {
        _acknowledged.TrySetException(failure);

        // A caller who has given up will not look; that is no unobserved failure.
        _ = _acknowledged.Task.Exception;
    }
}
