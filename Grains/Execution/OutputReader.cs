using Spawner.Grains.Messages;
using Spawner.Grains.Notes;

namespace Spawner.Grains.Execution;

/// <summary>
/// Reads the output of tasks that this silo holds, or is home to. Of durable tasks the store alone says where a text stands, so it
/// is read there, also while the task runs: what this silo has is written down first.
/// </summary>
internal sealed partial class OutputReader(
    Executor executor, NoteWriter writer, StoredOutput stored, ExecutorPeers peers, TimeProvider clock, ILogger<OutputReader> logger)
{
    /// <summary>Longest that a question waits for an answer that tells something.</summary>
    public static readonly TimeSpan MaximumWait = TimeSpan.FromSeconds(10);

    /// <summary>Text comes in lines: once there is one, others come with it.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);

    /// <summary>Where nothing tells of news, so long until the next look.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <returns>The part, which is empty if nothing came in time; <see langword="null"/> if the task is unknown here.</returns>
    /// <exception cref="TimeoutException">The store does not answer.</exception>
    public async Task<TaskOutputPart?> ReadAsync(TaskId id, long from, TimeSpan wait, bool forward)
    {
        if (executor.FindOutput(id) is not { } place)
        {
            return null;
        }

        if (place.Holder is { } holder)
        {
            return forward ? await AskAsync(holder, id, from, wait) ?? await ReadWithoutHolderAsync(id, from, wait, place) : null;
        }

        return await ReadHereAsync(id, from, wait);
    }

    /// <summary>Waits before the next look, where nothing tells of news.</summary>
    public Task PauseAsync(TimeSpan wait) => Task.Delay(wait < Pause ? wait : Pause, clock);

    private async Task<TaskOutputPart?> ReadHereAsync(TaskId id, long from, TimeSpan wait)
    {
        var started = clock.GetTimestamp();
        while (executor.FindOutput(id) is { Holder: null } place)
        {
            var changed = place.Notes?.WhenChanged() ?? Task.CompletedTask;
            var part = await ReadOnceAsync(id, from, place);
            var left = wait - clock.GetElapsedTime(started);
            if (!part.IsEmpty || part.IsLast || left <= TimeSpan.Zero)
            {
                return part;
            }

            await WaitAsync(changed, left);
        }

        // It has gone to another silo meanwhile: whoever asks asks again.
        return OutputParts.Nothing(from, isLast: false);
    }

    private async Task<TaskOutputPart> ReadOnceAsync(TaskId id, long from, Executor.OutputPlace place)
    {
        if (!place.IsDurable)
        {
            var (start, bytes) = place.Notes?.Read(from) ?? (from, []);
            return OutputParts.Of(from, start, bytes, place.HasEnded);
        }

        if (place.Run is { } run)
        {
            await writer.WriteNowAsync(run);
        }

        return await stored.ReadAsync(id.Unique, from, place.HasEnded);
    }

    private async Task WaitAsync(Task changed, TimeSpan most)
    {
        try
        {
            await changed.WaitAsync(most, clock);
            await Task.Delay(most < Gathering ? most : Gathering, clock);
        }
        catch (TimeoutException)
        {
            // Nothing came: the next look says so.
        }
    }

    private async Task<TaskOutputPart> ReadWithoutHolderAsync(TaskId id, long from, TimeSpan wait, Executor.OutputPlace place)
    {
        var part = place.IsDurable ? await stored.ReadAsync(id.Unique, from, place.HasEnded) : OutputParts.Nothing(from, place.HasEnded);
        if (part is { IsEmpty: true, IsLast: false })
        {
            await PauseAsync(wait);
        }

        return part;
    }

    private async Task<TaskOutputPart?> AskAsync(SiloAddress holder, TaskId id, long from, TimeSpan wait)
    {
        try
        {
            return await peers.Of(holder).ReadOutputAsync(id, from, wait, forward: false);
        }
        catch (OrleansException failure)
        {
            LogNotReached(id, holder, failure.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Debug, "Silo {Silo}, which has the output of task {TaskId}, did not answer: {Reason}")]
    private partial void LogNotReached(TaskId taskId, SiloAddress silo, string reason);
}
