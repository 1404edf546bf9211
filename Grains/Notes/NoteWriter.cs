using System.Collections.Concurrent;
using Spawner.Grains.ClusterLoad;
using Spawner.Grains.Storage;
using Spawner.Grains.Telemetry;

namespace Spawner.Grains.Notes;

/// <summary>
/// Writes down what runs of durable tasks say of themselves: output and progress from time to time, all of it at the end of a
/// run, and checkpoints at once. Each note is given to the ledger in the order in which it was taken, and the end of a task is
/// given to it after the last note: so nobody hears of an end before the output is there, and no task waits for its output to be
/// written.
/// </summary>
internal sealed partial class NoteWriter(
    TaskLedger ledger, OutputBudget budget, SpawnerInstruments instruments, TimeProvider clock, ILogger<NoteWriter> logger) : IDisposable
{
    /// <summary>Between two rounds: who reads a task's output does not see it grow any faster.</summary>
    internal static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    /// <summary>Between two writes of a task's progress, of which only the last word counts.</summary>
    internal static readonly TimeSpan ProgressPeriod = TimeSpan.FromSeconds(1);

    /// <summary>Taken at once: more are taken when these are written.</summary>
    private const int MaximumBytesTaken = 4 * 1024 * 1024;

    private readonly ConcurrentQueue<RunNotes> _noted = new();
    private readonly Signal _urgent = new();
    private readonly Signal _any = new();

    public OutputBudget Budget { get; } = budget;

    /// <summary>A run has something to be written down.</summary>
    public void OnNoted(RunNotes run, bool isUrgent)
    {
        if (run.TryList())
        {
            _noted.Enqueue(run);
            _any.Set();
        }

        if (isUrgent)
        {
            _urgent.Set();
        }
    }

    public void OnDropped(int bytes) => instruments.OnOutputDropped(bytes);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _any.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);
                await RunOnceAsync();
                await _urgent.WaitAsync(Period, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    /// <summary>Writes down what there is now.</summary>
    /// <returns>How many runs had anything.</returns>
    public async Task<int> RunOnceAsync()
    {
        var (written, taken) = (0, 0);
        List<Task> underWay = [];
        for (var left = _noted.Count; left > 0 && _noted.TryDequeue(out var run); left--)
        {
            run.Unlist();
            var (note, settled) = Write(run);
            if (note is null)
            {
                continue;
            }

            written++;
            underWay.Add(settled);
            taken += note.Output?.Length ?? 0;
            if (taken > MaximumBytesTaken)
            {
                await Task.WhenAll(underWay);
                underWay.Clear();
                taken = 0;
            }
        }

        await Task.WhenAll(underWay);
        return written;
    }

    /// <summary>Gives what a run has said so far to the ledger; ends once it is written, or refused.</summary>
    public Task WriteNowAsync(RunNotes run) => Write(run).Settled;

    /// <summary>Writes down a checkpoint.</summary>
    /// <exception cref="CheckpointException">The store does not take it.</exception>
    /// <exception cref="TaskSupersededException">The task is another silo's, or has ended.</exception>
    public async Task SaveAsync(INotedRun run, byte[] checkpoint)
    {
        var stands = false;
        try
        {
            stands = await ledger.NoteAsync(new TaskNote(run.Id.Unique, run.Run, Checkpoint: checkpoint));
        }
        catch (TaskStoreException failure) when (ledger.IsClosed || failure is LeaseLostException)
        {
            throw new TaskSupersededException(run.Id, run.Run, failure);
        }
        catch (TaskStoreException failure)
        {
            throw new CheckpointException(
                $"The checkpoint of task {run.Id}, run {run.Run}, was not saved: the store does not take it ({failure.Message}). The one before stands.", failure);
        }

        if (!stands)
        {
            OnRefused(run);
            throw new TaskSupersededException(run.Id, run.Run);
        }
    }

    public void Dispose()
    {
        _any.Dispose();
        _urgent.Dispose();
    }

    private (TaskNote? Note, Task Settled) Write(RunNotes run)
    {
        TaskNote? note;
        Task<bool> answer;
        bool isLeft;
        lock (run.Task.Lock)
        {
            note = run.Take_NeedsLock(clock.GetTimestamp(), at => clock.GetElapsedTime(at) >= ProgressPeriod, out isLeft);
            answer = note is null ? Task.FromResult(true) : ledger.NoteAsync(note);
        }

        if (isLeft)
        {
            OnNoted(run, isUrgent: false);
        }

        return (note, note is null ? Task.CompletedTask : SettleAsync(run, note, answer));
    }

    private async Task SettleAsync(RunNotes run, TaskNote note, Task<bool> answer)
    {
        try
        {
            if (!await answer)
            {
                OnRefused(run.Run);
            }
        }
        catch (TaskStoreException failure)
        {
            // It is only output: the task goes on, and ends, without it.
            OnDropped(note.Output?.Length ?? 0);
            LogNotWritten(note.Output?.Length ?? 0, run.Run.Id, run.Run.Run, failure.Message);
        }

        run.Task.TellReaders();
    }

    private void OnRefused(INotedRun run)
    {
        LogRefused(run.Id, run.Run);
        instruments.OnStaleWriteRejected();
        run.OnSuperseded();
    }

    [LoggerMessage(LogLevel.Warning, "{Bytes} bytes of output of task {TaskId}, run {Run}, were not written down and are gone: {Reason}")]
    private partial void LogNotWritten(int bytes, TaskId taskId, int run, string reason);

    [LoggerMessage(LogLevel.Warning, "What task {TaskId}, run {Run}, said of itself was refused: another silo has the task")]
    private partial void LogRefused(TaskId taskId, int run);
}
