using Orleans.Runtime;
using Spawner.Contracts;

namespace Spawner.Client.Tracking;

/// <summary>
/// A task that this client follows: completed by the first notice of its end, whichever way that comes. Small: a client
/// may follow a million.
/// </summary>
internal sealed class TrackedTask(Guid unique, SiloAddress? home, TaskSpec? spec)
{
    private readonly TaskCompletionSource<TaskNotice> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskId Id { get; private set; } = new(unique, home);

    /// <summary>What was spawned; <see langword="null"/> for a task that another client spawned.</summary>
    public TaskSpec? Spec { get; } = spec;

    /// <summary>The silo that holds it, as far as this client has heard.</summary>
    public SiloAddress? Silo { get; private set; } = home;

    public bool IsAccepted => Id.Home is not null;

    /// <summary>Whether everything is wanted to be heard, not only the end.</summary>
    public FollowLevel Level { get; set; }

    /// <summary>When it was last heard of or asked about.</summary>
    public long LastNews { get; set; }

    /// <summary>Readers of every change.</summary>
    public List<Action<TaskNotice>>? Watchers { get; set; }

    public Task<TaskNotice> Ended => _ended.Task;

    public void OnAccepted(SiloAddress home) => (Id, Silo) = (new TaskId(Id.Unique, home), Silo ?? home);

    /// <returns>Whether this was the end.</returns>
    public bool OnNotice(TaskNotice notice)
    {
        Silo = notice.Silo ?? Silo;
        return notice.Phase.IsTerminal() && _ended.TrySetResult(notice);
    }

    public void OnUnknown() => _ended.TrySetException(new UnknownTaskException(Id));

    public void OnAbandoned(Exception why) => _ended.TrySetException(why);
}
