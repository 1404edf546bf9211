using Spawner.Client.Tracking;

namespace Spawner.Client.Tasks;

/// <summary>A handle without a type, rebuilt from an id.</summary>
internal sealed class ClientTaskHandle(TaskId id, TaskFollowing following) : TaskHandle(id)
{
    public override async Task<TaskSnapshot> GetOutcomeAsync(CancellationToken cancellationToken = default)
    {
        var ended = await following.WaitForEndAsync(Id, tracked: null, cancellationToken).ConfigureAwait(false);
        return await following.PictureAsync(ended, spec: null, kind: null, cancellationToken).ConfigureAwait(false);
    }

    public override Task<TaskSnapshot> DescribeAsync(CancellationToken cancellationToken = default) => following.DescribeAsync(Id, cancellationToken);

    public override Task<CancelAnswer> CancelAsync(CancellationToken cancellationToken = default) => following.CancelAsync(Id, cancellationToken);

    public override Task<PlacementExplanation> ExplainAsync(CancellationToken cancellationToken = default) => following.ExplainAsync(Id, cancellationToken);

    public override IAsyncEnumerable<TaskSnapshot> WatchAsync(CancellationToken cancellationToken = default) =>
        following.WatchAsync(Id, spec: null, kind: null, cancellationToken);
}

/// <summary>A typed handle: of a task that this client spawned, or rebuilt from an id.</summary>
internal sealed class ClientTaskHandle<TInput, TResult>(TaskId id, TaskKind<TInput, TResult> kind, TrackedTask? tracked, TaskFollowing following)
    : TaskHandle<TResult>(id)
{
    public override async Task<TResult> GetResultAsync(CancellationToken cancellationToken = default)
    {
        var ended = await following.WaitForEndAsync(Id, tracked, cancellationToken).ConfigureAwait(false);
        return ended.Phase == TaskPhase.Succeeded
            ? TaskFollowing.Read(kind, ended)
            : throw TaskNotSucceededException.For(await following.PictureAsync(ended, tracked?.Spec, kind.Name, cancellationToken).ConfigureAwait(false));
    }

    public override async Task<TaskSnapshot> GetOutcomeAsync(CancellationToken cancellationToken = default)
    {
        var ended = await following.WaitForEndAsync(Id, tracked, cancellationToken).ConfigureAwait(false);
        return await following.PictureAsync(ended, tracked?.Spec, kind.Name, cancellationToken).ConfigureAwait(false);
    }

    public override Task<TaskSnapshot> DescribeAsync(CancellationToken cancellationToken = default) => following.DescribeAsync(Id, cancellationToken);

    public override Task<CancelAnswer> CancelAsync(CancellationToken cancellationToken = default) => following.CancelAsync(Id, cancellationToken);

    public override Task<PlacementExplanation> ExplainAsync(CancellationToken cancellationToken = default) => following.ExplainAsync(Id, cancellationToken);

    public override IAsyncEnumerable<TaskSnapshot> WatchAsync(CancellationToken cancellationToken = default) =>
        following.WatchAsync(Id, tracked?.Spec, kind.Name, cancellationToken);
}
