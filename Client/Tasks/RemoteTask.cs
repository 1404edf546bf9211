namespace Spawner.Client.Tasks;

/// <summary>A handle without a type.</summary>
internal sealed class RemoteTask(TrackedTask task, TaskDesk desk) : TaskHandle
{
    public override TaskId Id => task.Id;

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
}
