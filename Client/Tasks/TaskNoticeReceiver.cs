using Orleans.Concurrency;
using Spawner.Client.Intake;
using Spawner.Contracts;

namespace Spawner.Client.Tasks;

/// <summary>
/// Hears the silos. They wait for each call to return before they send more, so it must be fast, and it has nothing to
/// throw: waiters are woken on threads of their own.
/// </summary>
internal sealed class TaskNoticeReceiver : ITaskObserver
{
    private readonly TaskTracker _tracker;
    private readonly Lazy<Task<ITaskObserver>> _reference;

    public TaskNoticeReceiver(IIntake intake, TaskTracker tracker)
    {
        _tracker = tracker;

        // Orleans makes no reference inside a grain's turn, and a grain of the same process may be the first to spawn.
        _reference = new(() => Task.Run(() => intake.CreateReference(this)));
    }

    /// <summary>What silos call this receiver by.</summary>
    public Task<ITaskObserver> ReferenceAsync() => _reference.Value;

    public Task OnNoticesAsync(Immutable<TaskNotice[]> notices)
    {
        foreach (var notice in notices.Value)
        {
            _tracker.Take(notice);
        }

        return Task.CompletedTask;
    }
}
