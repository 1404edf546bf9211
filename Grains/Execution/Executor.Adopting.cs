using Spawner.Contracts;
using Spawner.Grains.Lifecycle;
using Spawner.Grains.Placement;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Execution;

/// <summary>Durable tasks that come from the store: claimed, or adopted of a silo that is gone.</summary>
internal sealed partial class Executor
{
    /// <summary>Whether a task, as the store had it, is later than what this silo knows of it.</summary>
    public bool IsNews(StoredTask task)
    {
        lock (_lock)
        {
            return IsNews_NeedsLock(task);
        }
    }

    /// <summary>Takes over tasks that this silo owns now, as the store has them. Those that it has already are left as they are.</summary>
    public void Adopt(IEnumerable<StoredTask> tasks)
    {
        lock (_lock)
        {
            foreach (var task in tasks)
            {
                Adopt_NeedsLock(task);
            }

            Pump_NeedsLock();
            if (_parked.Count > 0)
            {
                RelocationDue?.Invoke();
            }
        }
    }

    private bool IsNews_NeedsLock(StoredTask task)
    {
        var unique = task.Definition.Unique;
        return _tasks.TryGetValue(unique, out var known) ? known.Run < task.Run : !_left.Had(unique, task.Run);
    }

    private void Adopt_NeedsLock(StoredTask task)
    {
        if (!IsNews_NeedsLock(task))
        {
            return;
        }

        var settings = TaskRecords.TryReadSettings(task.Definition, out var problem);
        var spec = settings is null ? TaskRecords.ToUnreadableSpec(task.Definition) : TaskRecords.ToSpec(task.Definition, settings);
        var id = TaskRecords.IdOf(task, settings);
        var known = _tasks.GetValueOrDefault(id.Unique);

        // Who followed it to the end that a retry has undone was told of that.
        var followers = known is { Place: not TaskPlace.Ended } ? known.Followers : [];
        if (known is not null)
        {
            Drop_NeedsLock(known);
        }

        var submission = new Submission(task.Definition.Namespace, task.Definition.Submitter, task.SubmittedAt, self.SiloAddress, Decision: 0);
        var weight = spec.Demands?.Weight ?? handlers.Find(spec.Kind)?.Weight ?? 1;
        var entry = new TaskEntry(id, spec, submission, weight, task.Run)
        {
            Rule = PlacementRule.NoCandidate,
            CancelRequested = task.CancelRequested,
            Past = TaskRecords.HistoryOf(task),
            Born = clock.GetTimestamp() - (long)(task.Age.TotalSeconds * clock.TimestampFrequency),
            Checkpoint = task.Checkpoint?.ToArray(),

            // Any silo claims and adopts; where this one may not run the task it hands it on.
            ArrivesParked = Eligibility.WhyNot(identity.Description, spec.Kind, spec.Demands) is not null,
        };
        entry.AddFollowers(followers);
        _tasks[id.Unique] = entry;
        if (problem is not null || task.Crashes >= storage.Value.MaximumCrashes)
        {
            entry.Place = TaskPlace.Parked;
            End_NeedsLock(entry, Quarantine(task, problem));
            return;
        }

        if (LimitOver(entry) is { } over)
        {
            entry.Place = TaskPlace.Parked;
            TimeOut_NeedsLock(entry, over);
            return;
        }

        Limit_NeedsLock(entry);
        Admit_NeedsLock(entry);
    }

    /// <param name="task">The task, which is not run.</param>
    /// <param name="problem">What is wrong with its settings; <see langword="null"/> if it took its silos down.</param>
    private TaskEnd Quarantine(StoredTask task, string? problem) => new()
    {
        Phase = TaskPhase.Failed,
        At = clock.GetUtcNow(),
        Failure = new TaskFailure
        {
            Type = "Spawner.TaskQuarantined",
            Message = problem is null
                ? $"{task.Crashes} silos died while they ran this task: it is not run again. Find out what in its handler ends the process, then retry it."
                : $"The settings that were recorded with this task cannot be read by this version ({problem}): it is not run. Update the silos if a later version has written them, and retry it; else spawn it anew.",
        },
        Silo = self.SiloAddress,
        SiloName = identity.Name,
    };
}
