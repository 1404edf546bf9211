using Spawner.Grains.Messages;
using Spawner.Grains.Notes;

namespace Spawner.Grains.Execution;

/// <content>What tasks leave behind.</content>
internal sealed partial class Executor
{
    /// <summary>Bytes of tasks in one message to another silo, from which on the others wait for the next one.</summary>
    private const int MaximumBytesMoved = 16 * 1024 * 1024;

    /// <summary>Where the output of a task is.</summary>
    /// <param name="IsDurable">The store has it.</param>
    /// <param name="HasEnded">Nothing follows.</param>
    /// <param name="Notes">What this silo has of it, and how to wait for more; <see langword="null"/> if it has nothing and nothing follows.</param>
    /// <param name="Run">The run that writes, if it has written anything.</param>
    /// <param name="Holder">The silo to ask instead.</param>
    public readonly record struct OutputPlace(bool IsDurable, bool HasEnded, TaskNotes? Notes, RunNotes? Run, SiloAddress? Holder);

    /// <returns>Where it is; <see langword="null"/> if the task is unknown here.</returns>
    public OutputPlace? FindOutput(TaskId id)
    {
        lock (_lock)
        {
            if (!_tasks.TryGetValue(id.Unique, out var entry) || entry.Place == TaskPlace.Stored)
            {
                return null;
            }

            var hasEnded = entry.Phase.IsTerminal();
            var holder = hasEnded && !entry.IsDurable ? entry.End?.Silo : entry.Place == TaskPlace.Elsewhere ? entry.Holder : null;
            var isElsewhere = holder is not null && !self.SiloAddress.Equals(holder) && !_dead.ContainsKey(holder);
            return new OutputPlace(
                entry.IsDurable,
                hasEnded,
                hasEnded || isElsewhere ? entry.Notes : entry.NotesWithin(noteWriter.Budget),
                entry.Running?.NotesSoFar,
                isElsewhere ? holder : null);
        }
    }

    /// <summary>The store refused what a run said of its task: the task is not this silo's, and its handler is to stop.</summary>
    public void OnSuperseded(RunningTask run)
    {
        lock (_lock)
        {
            if (run.Entry.Running != run || run.Abandoned)
            {
                return;
            }

            run.Abandoned = true;
            Drop_NeedsLock(run.Entry);
        }

        run.Stop(StopReason.Superseded);
    }

    private static int BytesOf(TaskEntry entry) =>
        entry.Spec.Input.Length + (entry.Checkpoint?.Length ?? 0) + (entry.IsDurable ? 0 : entry.Notes?.Bytes ?? 0);

    /// <summary>What goes with a task that moves: of a durable one the store has the output.</summary>
    private static MovingOutput? OutputOf(TaskEntry entry)
    {
        if (entry.IsDurable || entry.Notes is not { } notes)
        {
            return null;
        }

        var (from, bytes) = notes.Read(0);
        return from + bytes.Length == 0 ? null : new MovingOutput(from, bytes);
    }

    private void RestoreNotes_NeedsLock(TaskEntry entry, MovingTask arrived)
    {
        if (entry.Run != arrived.Run || entry.Phase != TaskPhase.Queued)
        {
            // It came before, and has gone on since.
            return;
        }

        entry.Checkpoint ??= arrived.Checkpoint;
        if (arrived.Output is { } output && entry.Notes is null)
        {
            entry.NotesWithin(noteWriter.Budget).Restore(output.From, output.Bytes);
        }
    }
}
