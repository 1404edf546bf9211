using Spawner.Client.Intake;
using Spawner.Contracts;

namespace Spawner.Client.Tasks;

/// <summary>
/// Hears the silos. They wait for each call to return before they send more, so it must be fast, and it has nothing to
/// throw: waiters are woken on threads of their own.
/// </summary>
internal sealed class TaskNoticeReceiver(IIntake intake, TaskTracker tracker) : ITaskObserver
{
    private readonly Lock _lock = new();
    private volatile ITaskObserver? _reference;

    /// <summary>
    /// What silos call this receiver by; made at first use, for before the Orleans client has started there is none. Never made
    /// on the caller's thread: Orleans refuses inside a grain's turn, and a grain of the same process may be the first to spawn.
    /// </summary>
    public ValueTask<ITaskObserver> ReferenceAsync() =>
        _reference is { } reference ? ValueTask.FromResult(reference) : new ValueTask<ITaskObserver>(Task.Run(MakeReference));

    public Task OnNoticesAsync(TaskNotices notices)
    {
        tracker.Take(notices);
        return Task.CompletedTask;
    }

    private ITaskObserver MakeReference()
    {
        lock (_lock)
        {
            return _reference ??= intake.CreateReference(this);
        }
    }
}
