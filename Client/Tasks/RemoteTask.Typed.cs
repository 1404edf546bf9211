namespace Spawner.Client.Tasks;

/// <summary>A handle that knows the type of its result.</summary>
internal sealed class RemoteTask<TInput, TResult>(TaskKind<TInput, TResult> kind, TrackedTask task, TaskDesk desk) : TaskHandle<TResult>(task.Id)
{
    public override async Task<TResult> GetResultAsync(CancellationToken cancellationToken = default)
    {
        var end = await desk.WaitForEndAsync(task, cancellationToken).ConfigureAwait(false);
        return end.Phase == TaskPhase.Succeeded
            ? ResultReader.Read(kind, task.Id, end.Snapshot?.Kind ?? task.Origin?.Kind, end.Result)
            : throw TaskNotSucceededException.For(await desk.GetOutcomeAsync(task, cancellationToken).ConfigureAwait(false));
    }

    public override Task<TaskSnapshot> GetOutcomeAsync(CancellationToken cancellationToken = default) => desk.GetOutcomeAsync(task, cancellationToken);

    public override Task<TaskSnapshot> DescribeAsync(CancellationToken cancellationToken = default) => desk.DescribeAsync(task, cancellationToken);

    public override Task<CancelAnswer> CancelAsync(CancellationToken cancellationToken = default) => desk.CancelAsync(task, cancellationToken);

    public override Task<PlacementExplanation> ExplainAsync(CancellationToken cancellationToken = default) => desk.ExplainAsync(task, cancellationToken);

    public override IAsyncEnumerable<TaskSnapshot> WatchAsync(CancellationToken cancellationToken = default) => desk.WatchAsync(task, cancellationToken);

    internal override bool IsToldUnasked => task.IsOwn;

    internal override async Task WaitForEndAsync(CancellationToken cancellationToken) =>
        await desk.WaitForEndAsync(task, cancellationToken).ConfigureAwait(false);
}
