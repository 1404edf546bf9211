using Spawner.Client.Tasks;
using Spawner.Contracts;

namespace Spawner.Client.Spawning;

/// <summary>A task on its way to a silo.</summary>
internal class PendingSpawn(TaskSpec spec, TrackedTask task)
{
    public TaskSpec Spec { get; } = spec;

    public TrackedTask Task { get; } = task;

    /// <summary>A silo has it.</summary>
    public virtual void OnAcknowledged()
    {
    }
}

/// <summary>One whose caller waits for it alone, while it travels with others.</summary>
internal sealed class GatheredSpawn(TaskSpec spec, TrackedTask task, CancellationToken cancellationToken) : PendingSpawn(spec, task)
{
    private readonly TaskCompletionSource _acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The caller waits no more.</summary>
    public bool IsAbandoned => cancellationToken.IsCancellationRequested;

    public Task Acknowledged => _acknowledged.Task;

    public override void OnAcknowledged() => _acknowledged.TrySetResult();

    public void Fail(Exception failure)
    {
        _acknowledged.TrySetException(failure);

        // A caller who has given up will not look; that is no unobserved failure.
        _ = _acknowledged.Task.Exception;
    }
}
