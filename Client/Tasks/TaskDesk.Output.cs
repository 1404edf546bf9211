using System.Runtime.CompilerServices;

namespace Spawner.Client.Tasks;

/// <content>Reads what tasks write.</content>
internal sealed partial class TaskDesk
{
    /// <summary>How long a silo waits for more before it answers that there is nothing.</summary>
    private static readonly TimeSpan OutputWait = TimeSpan.FromSeconds(5);

    public Task<TaskOutputPart> ReadOutputAsync(TrackedTask task, long from, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        return ReadOutputAsync(task, from, TimeSpan.Zero, cancellationToken);
    }

    public IAsyncEnumerable<TaskOutputPart> FollowOutputAsync(TrackedTask task, long from, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        return FollowAsync(task, from, cancellationToken);
    }

    private async IAsyncEnumerable<TaskOutputPart> FollowAsync(TrackedTask task, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TaskOutputPart part;
        do
        {
            part = await ReadOutputAsync(task, from, OutputWait, cancellationToken).ConfigureAwait(false);
            from = part.Next;
            if (!part.IsEmpty)
            {
                yield return part;
            }
        }
        while (!part.IsLast);
    }

    private async Task<TaskOutputPart> ReadOutputAsync(TrackedTask task, long from, TimeSpan wait, CancellationToken cancellationToken) =>
        await intake.ReadOutputAsync(task.Id, from, wait, cancellationToken).ConfigureAwait(false) ?? throw new UnknownTaskException(task.Id);
}
