using Spawner.Contracts;
using Spawner.Grains.Lifecycle;
using Spawner.Grains.Placement;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Execution;

/// <summary>New tasks that are written down before they may wait here, and what becomes of those that the store does not take as new.</summary>
internal sealed partial class Executor
{
    private readonly HashSet<TaskEntry> _recording = [];

    /// <summary>Raised, also under the lock, when a new task has taken the place of another one that may wait on some silo.</summary>
    public event Action<StoredTask>? TaskReplaced;

    /// <summary>New tasks are to be written down; of those that another message brought, too, the answer waits as well.</summary>
    private static void Sort_NeedsLock(TaskEntry entry, List<TaskEntry> unwritten, HashSet<Task<RecordingOutcome>> recording)
    {
        if (entry.Place != TaskPlace.Recording)
        {
            return;
        }

        if (entry.Recording is { } underWay)
        {
            recording.Add(underWay);
        }
        else
        {
            unwritten.Add(entry);
        }
    }

    private Task<RecordingOutcome> BeginRecording_NeedsLock(List<TaskEntry> entries)
    {
        // Not under the lock, on which the answer may come at once.
        var recording = Task.Run(() => RecordAsync(entries));
        entries.ForEach(entry => entry.Recording = recording);
        return recording;
    }

    /// <summary>What could not be written down is refused, and of what others have the key of these are told.</summary>
    private static void Take(RecordingOutcome outcome, TaskSpecs tasks, bool[] accepted, List<TaskConflict> conflicts)
    {
        if (outcome is { Refused.Count: 0, Conflicts.Count: 0 })
        {
            return;
        }

        for (var i = 0; i < accepted.Length; i++)
        {
            accepted[i] = accepted[i] && !outcome.Refused.Contains(tasks[i].Unique);
            if (outcome.Conflicts.TryGetValue(tasks[i].Unique, out var existing))
            {
                conflicts.Add(new TaskConflict(tasks[i].Unique, existing));
            }
        }
    }

    /// <summary>Writes new tasks down; those that are there already take the place that the store tells.</summary>
    private async Task<RecordingOutcome> RecordAsync(List<TaskEntry> entries)
    {
        InsertReply[] replies;
        try
        {
            replies = await ledger.InsertAsync(ToInserts(entries));
        }
        catch (TaskStoreException failure)
        {
            lock (_lock)
            {
                entries.ForEach(Drop_NeedsLock);
            }

            LogNotRecorded(entries.Count, failure.Message);
            return new RecordingOutcome(failure.Message, entries.Select(entry => entry.Id.Unique).ToHashSet(), new Dictionary<Guid, TaskId>());
        }

        HashSet<Guid> refused = [];
        Dictionary<Guid, TaskId> conflicts = [];
        lock (_lock)
        {
            for (var i = 0; i < replies.Length; i++)
            {
                entries[i].Recording = null;
                if (_recording.Remove(entries[i]))
                {
                    OnRecorded_NeedsLock(entries[i], replies[i], refused, conflicts);
                }
            }

            Pump_NeedsLock();
        }

        return new RecordingOutcome(refused.Count == 0 ? null : "a task that had the key of a new one ended just then", refused, conflicts);
    }

    private List<TaskInsert> ToInserts(List<TaskEntry> entries)
    {
        List<TaskInsert> inserts = new(entries.Count);
        TaskTemplate? template = null;
        byte[] settings = [];
        foreach (var entry in entries)
        {
            if (!ReferenceEquals(template, entry.Spec.Template))
            {
                (template, settings) = (entry.Spec.Template, TaskSettings.Of(entry.Spec.Template, self.SiloAddress.ToParsableString()).Write());
            }

            inserts.Add(new TaskInsert(
                TaskRecords.ToDefinition(entry.Spec, entry.Submission.Namespace, entry.Submission.Submitter, settings),
                IsOwned: !entry.GoesToStore,
                entry.GoesToStore ? template.StartDelay : null,
                template.Key?.OnConflict == KeyConflictAction.Replace ? KeyConflict.Replace : KeyConflict.Refuse,
                entry.GoesToStore ? template.ExpiresAfter() : null));
        }

        return inserts;
    }

    private void OnRecorded_NeedsLock(TaskEntry entry, InsertReply reply, HashSet<Guid> refused, Dictionary<Guid, TaskId> conflicts)
    {
        if (reply is { Outcome: InsertOutcome.Inserted, Existing: { } replaced })
        {
            TaskReplaced?.Invoke(replaced);
        }

        switch (reply)
        {
            case { Outcome: InsertOutcome.Inserted }:
                if (entry.GoesToStore)
                {
                    StoreNew_NeedsLock(entry);
                }
                else
                {
                    Admit_NeedsLock(entry);
                }

                break;
            case { Outcome: InsertOutcome.KeyTaken, Existing: { } holder }:
                conflicts[entry.Id.Unique] = TaskRecords.IdOf(holder);
                Drop_NeedsLock(entry);
                break;
            case { Existing: { } known } when known.Phase.IsTerminal():
                // A submission that comes again: its task has ended since, here or elsewhere.
                entry.Run = known.Run;
                Settle_NeedsLock(entry, TaskRecords.ToEnd(known, self.SiloAddress));
                NotifyEnd_NeedsLock(entry);
                break;
            case { Existing: { } known } when known.Owner == ledger.Owner:
                // Written, but this silo was not told: then it is run from here.
                entry.Run = known.Run;
                entry.Checkpoint = known.Checkpoint?.ToArray();
                Admit_NeedsLock(entry);
                break;
            case { Existing: { } known } when known.Owner != OwnerNumber.Nobody && TaskRecords.ReadSilo(known.Silo) is { } holder:
                PointTo_NeedsLock(entry, holder, known.Run);
                break;
            case { Existing: { } known }:
                // Nobody owns it: this is the same spawn again.
                entry.Run = known.Run;
                StoreNew_NeedsLock(entry);
                break;
            default:
                // Not spawned, and the one that had the key has gone meanwhile: the submitter tries again.
                refused.Add(entry.Id.Unique);
                Drop_NeedsLock(entry);
                break;
        }
    }

    private void StoreNew_NeedsLock(TaskEntry entry) => Store_NeedsLock(entry, entry.Spec.Template.StartDelay ?? TimeSpan.Zero);
}
