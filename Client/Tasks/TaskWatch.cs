using System.Threading.Channels;
using Spawner.Contracts;

namespace Spawner.Client.Tasks;

/// <summary>
/// What one reader has not read yet of a task's course: the latest picture only, so that a slow reader costs no memory.
/// The end is told by completion, which nothing can displace.
/// </summary>
internal sealed class TaskWatch
{
    private readonly Channel<TaskSnapshot> _latest = Channel.CreateBounded<TaskSnapshot>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly Lock _lock = new();
    private TaskSnapshot? _last;

    public IAsyncEnumerable<TaskSnapshot> ReadAsync(CancellationToken cancellationToken) => _latest.Reader.ReadAllAsync(cancellationToken);

    public void Take(TaskNotice notice)
    {
        if (notice.Snapshot is not { } snapshot)
        {
            return;
        }

        lock (_lock)
        {
            if (_last is null || IsNews(_last, snapshot))
            {
                _last = snapshot;
                _latest.Writer.TryWrite(snapshot);
            }
        }
    }

    public void Finish() => _latest.Writer.TryComplete();

    /// <summary>Notices repeat, and an answer may arrive after a later notice.</summary>
    private static bool IsNews(TaskSnapshot last, TaskSnapshot next) =>
        (next.Run, next.Phase).CompareTo((last.Run, last.Phase)) switch
        {
            < 0 => false,
            > 0 => true,
            _ => next.Progress != last.Progress || next.WaitingFor != last.WaitingFor || !Equals(next.Silo, last.Silo),
        };
}
