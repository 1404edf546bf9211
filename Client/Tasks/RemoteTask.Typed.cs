namespace Spawner.Client.Tasks;

/// <summary>A handle that knows the type of its result.</summary>
internal sealed class RemoteTask<TInput, TResult>(TaskKind<TInput, TResult> kind, TrackedTask task, TaskDesk desk) : TaskHandle<TResult>
{
    public override TaskId Id => task.Id;

    public override async Task<TResult> GetResultAsync(CancellationToken cancellationToken = default)
    {
        await desk.WaitForEndAsync(task, cancellationToken).ConfigureAwait(false);
        return task.Result is { } result
            ? ReadResult(result)
            : throw TaskNotSucceededException.For(await desk.GetOutcomeAsync(task, cancellationToken).ConfigureAwait(false));
    }

    public override Task<TaskSnapshot> GetOutcomeAsync(CancellationToken cancellationToken = default) => desk.GetOutcomeAsync(task, cancellationToken);

    public override Task<TaskSnapshot> DescribeAsync(CancellationToken cancellationToken = default) => desk.DescribeAsync(task, cancellationToken);

    public override Task<CancelAnswer> CancelAsync(CancellationToken cancellationToken = default) => desk.CancelAsync(task, cancellationToken);

    public override Task<PlacementExplanation> ExplainAsync(CancellationToken cancellationToken = default) => desk.ExplainAsync(task, cancellationToken);

    public override IAsyncEnumerable<TaskSnapshot> WatchAsync(CancellationToken cancellationToken = default) => desk.WatchAsync(task, cancellationToken);

    public override Task<TaskOutputPart> ReadOutputAsync(long from = 0, CancellationToken cancellationToken = default) =>
        desk.ReadOutputAsync(task, from, cancellationToken);

    public override IAsyncEnumerable<TaskOutputPart> FollowOutputAsync(long from = 0, CancellationToken cancellationToken = default) =>
        desk.FollowOutputAsync(task, from, cancellationToken);

    internal override bool IsToldUnasked => task.IsOwn;

    internal override bool HasEnded => task.HasEnded;

    internal override async Task WaitForEndAsync(CancellationToken cancellationToken) =>
        await desk.WaitForEndAsync(task, cancellationToken).ConfigureAwait(false);

    internal override bool TryGetResult(out TResult? result)
    {
        if (task.Result is not { } json)
        {
            result = default;
            return false;
        }

        result = ReadResult(json);
        return true;
    }

    private TResult ReadResult(byte[] json) => ResultReader.Read(kind, task.Id, task.Origin?.Kind ?? task.End?.Snapshot?.Kind, json);
}
