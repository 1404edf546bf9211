using System.Collections.Concurrent;
using Orleans.Runtime;
using Spawner.Client.Telemetry;
using Spawner.Contracts;

namespace Spawner.Client.Tasks;

/// <summary>The tasks whose ends this client waits for, found by what their ids have in common with all re-submissions.</summary>
internal sealed partial class TaskTracker(TimeProvider clock, ClientInstruments instruments)
{
    private readonly ConcurrentDictionary<Guid, TrackedTask> _tasks = new();
    private readonly ConcurrentDictionary<Guid, TaskId> _existing = new();
    private readonly Lock _following = new();
    private long _count;

    /// <summary>Raised when there is something to wait for; may be raised again while there is.</summary>
    public event Action? Waiting;

    public bool IsEmpty => Interlocked.Read(ref _count) == 0;

    /// <summary>Expects a task that is about to be spawned: its notices may overtake the acknowledgement.</summary>
    public TrackedTask Expect(Guid unique, TaskOrigin origin)
    {
        var task = TrackedTask.Spawning(unique, origin);
        Add(task);
        return task;
    }

    /// <summary>A silo has the task.</summary>
    public void Acknowledge(TrackedTask task, SiloAddress home)
    {
        NoteHolder(home);
        task.Acknowledge(home, clock.GetTimestamp());
    }

    /// <summary>A task was not spawned, since another one has its key: whoever spawned it is about to ask which.</summary>
    public void OnConflict(TaskConflict conflict)
    {
        if (_tasks.TryGetValue(conflict.Unique, out var task))
        {
            _existing[conflict.Unique] = conflict.Existing;
            Remove(task);
        }
    }

    /// <summary>The task that has the key of one that was not spawned.</summary>
    public bool TryTakeExisting(Guid unique, out TaskId existing)
    {
        existing = default;
        return !_existing.IsEmpty && _existing.TryRemove(unique, out existing);
    }

    /// <summary>Forgets a task that no silo has accepted.</summary>
    public void Forget(TrackedTask task)
    {
        _ = TryTakeExisting(task.Id.Unique, out _);
        Remove(task);
    }

    /// <summary>Begins to follow a task; of a task that is followed already, the one that is. Ends with <see cref="Leave"/>.</summary>
    public TrackedTask Join(TrackedTask task)
    {
        lock (_following)
        {
            if (_tasks.TryGetValue(task.Id.Unique, out var followed))
            {
                followed.Followers++;
                return followed;
            }

            task.Followers++;
            if (!task.HasEnded)
            {
                Add(task);
                NoteHolder(task.Holder);
            }

            return task;
        }
    }

    /// <summary>Ends what <see cref="Join"/> began. A task that this client spawned stays tracked to its end.</summary>
    public void Leave(TrackedTask task)
    {
        lock (_following)
        {
            if (--task.Followers == 0 && !task.IsOwn)
            {
                Remove(task);
            }
        }
    }

    /// <summary>News that a silo sent.</summary>
    public void Take(TaskNotices news)
    {
        var now = clock.GetTimestamp();
        foreach (var result in news.Results)
        {
            if (_tasks.TryRemove(result.Unique, out var task))
            {
                OnRemoved();
                task.Finish(result);
            }
        }

        foreach (var notice in news.Others)
        {
            if (_tasks.TryGetValue(notice.Id.Unique, out var task))
            {
                task.Heard(now);
                Apply(task, notice);
            }
        }
    }

    /// <summary>The answer to a question about a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="answer">What is known of it; <see langword="null"/> if it is unknown.</param>
    public void TakeAnswer(TrackedTask task, TaskNotice? answer)
    {
        task.Heard(clock.GetTimestamp());
        if (answer is not null)
        {
            Apply(task, answer);
        }
        else if (task.FinishUnknown())
        {
            Remove(task);
        }
    }

    private void Apply(TrackedTask task, TaskNotice notice)
    {
        if (task.Take(notice))
        {
            Remove(task);
        }
        else if (!task.HasEnded)
        {
            NoteHolder(task.Holder);
        }
    }

    private void Add(TrackedTask task)
    {
        if (_tasks.TryAdd(task.Id.Unique, task))
        {
            Interlocked.Increment(ref _count);
            instruments.OnTracked();
            Waiting?.Invoke();
        }
    }

    private void Remove(TrackedTask task)
    {
        if (_tasks.TryRemove(KeyValuePair.Create(task.Id.Unique, task)))
        {
            OnRemoved();
        }
    }

    private void OnRemoved()
    {
        Interlocked.Decrement(ref _count);
        instruments.OnUntracked();
    }
}
