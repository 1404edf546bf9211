using Spawner.Contracts;
using Spawner.Grains.ClusterLoad;
using Spawner.Grains.Execution;
using Spawner.Grains.Messages;
using Spawner.Grains.Placement;
using Spawner.Grains.Storage;
using Spawner.Grains.Telemetry;

namespace Spawner.Grains.Lifecycle;

/// <summary>
/// Moves waiting tasks to a silo that may run them: parked ones once there is such a silo, queued ones to a silo that has room
/// for them, and all of a silo that drains or leaves. Only tasks that have not started, or that were interrupted, move; the home keeps a pointer.
/// </summary>
internal sealed partial class TaskRelocator(
    ILocalSiloDetails self,
    Executor executor,
    ClusterLoadView view,
    ClusterMembers members,
    ExecutorPeers peers,
    TaskLedger ledger,
    OwnerDirectory owners,
    SpawnerInstruments instruments,
    TimeProvider clock,
    ILogger<TaskRelocator> logger) : IDisposable
{
    private const int MaximumPerRound = 500;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);

    private readonly Signal _due = new();
    private readonly SemaphoreSlim _oneRound = new(1, 1);
    private readonly RoundPace _asks = new();
    private readonly List<(SiloAddress Target, MovingTask[] Tasks)> _unconfirmed = [];
    private readonly long _started = clock.GetTimestamp();
    private TimeSpan _nextLook = Period;

    /// <summary>Looks when something changed, when others are to be asked again, and each second while anything waits for a silo.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _due.WaitAsync(_nextLook, cancellationToken);
                while (await RunOnceAsync() == MaximumPerRound)
                {
                    // A full round: there is more to move.
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    public void Wake() => _due.Set();

    /// <summary>One round.</summary>
    /// <returns>How many tasks went to a silo.</returns>
    public async Task<int> RunOnceAsync()
    {
        await _oneRound.WaitAsync();
        try
        {
            await SendAgainAsync();
            var load = executor.Report(self.SiloAddress);
            view.OnReport(load);
            var handedOver = ForPeersWithRoom();
            _nextLook = AskForRoom(load, found: handedOver.Exists(pair => pair.Silo is not null));
            var placed = executor.WaitingToMove(MaximumPerRound)
                .Select(task => (Task: task, view.Place(task.Spec.Kind, task.Spec.Demands).Silo))
                .Concat(handedOver)
                .Where(pair => pair.Silo is not null)
                .GroupBy(pair => pair.Silo!, pair => pair.Task)
                .ToList();
            var moved = await Task.WhenAll(placed.Select(group => MoveAsync(group.Key, [.. group])));
            return moved.Sum();
        }
        finally
        {
            _oneRound.Release();
        }
    }

    /// <summary>The oldest of the waiting tasks for peers that told that they have room: half of the queue at most.</summary>
    private List<(TaskEntry Task, SiloAddress? Silo)> ForPeersWithRoom() =>
        view.HasNotes
            ? [.. executor.WaitingToHandOver(MaximumPerRound, view.RoundTrip).Select(task => (task, view.TakeNote(task.Spec.Kind, task.Spec.Demands)))]
            : [];

    /// <summary>Tasks wait, and no note tells of room for them: others are asked, ever more rarely while none has any.</summary>
    /// <returns>When to look again, unless something changes before.</returns>
    private TimeSpan AskForRoom(LoadReport load, bool found)
    {
        var (now, roundTrip) = (clock.GetElapsedTime(_started), view.RoundTrip);
        if (found)
        {
            _asks.Restart();
        }

        if (executor.WaitingToHandOver(most: 1, roundTrip).Count == 0)
        {
            _asks.Restart();
            return Period;
        }

        if (!found && _asks.NextDue(roundTrip) <= now)
        {
            _asks.OnRound(now, Idleness.AskAgainAfter(roundTrip));
            foreach (var peer in view.ChooseWhomToAsk(Idleness.Asked(load.Queued, load.ServingSlots)))
            {
                peers.Of(peer).AskForRoomAsync(executor.Report(peer)).Ignore();
            }
        }

        return TimeSpan.FromTicks(Math.Clamp((_asks.NextDue(roundTrip) - now).Ticks, roundTrip.Ticks, Period.Ticks));
    }

    /// <summary>Whether any task that waits here could run on another silo, now or as soon as that silo takes tasks.</summary>
    public bool HasSomewhereToGo() =>
        executor.WaitingToMove(MaximumPerRound).Any(task => view.CouldRunElsewhere(task.Spec.Kind, task.Spec.Demands));

    public void Dispose()
    {
        _due.Dispose();
        _oneRound.Dispose();
    }

    private async Task<int> MoveAsync(SiloAddress target, IReadOnlyList<TaskEntry> tasks)
    {
        view.OnSendStarted(target);
        try
        {
            if (!target.Equals(self.SiloAddress))
            {
                return await HandOverAsync(target, tasks);
            }

            executor.Unpark(tasks);
            return tasks.Count;
        }
        finally
        {
            view.OnSendEnded(target, took: null);
        }
    }

    private async Task<int> HandOverAsync(SiloAddress target, IReadOnlyList<TaskEntry> tasks)
    {
        var moving = executor.BeginMove(tasks, target);
        if (moving.Length == 0)
        {
            return 0;
        }

        moving = await RecordAsync(target, moving);
        var accepted = await SendAsync(target, moving);
        foreach (var (cancelled, holder) in executor.EndMove(moving, accepted, target))
        {
            await peers.Of(holder).CancelAsync(cancelled, forward: false);
        }

        var count = accepted.Count(taken => taken);
        instruments.OnTasksMoved(count);
        LogMoved(count, moving.Length, target);
        return count;
    }

    /// <summary>Durable tasks are the other silo's before they are sent: if this one dies in between, they are not forgotten.</summary>
    /// <returns>Those to send.</returns>
    private async Task<MovingTask[]> RecordAsync(SiloAddress target, MovingTask[] moving)
    {
        var durable = Array.FindAll(moving, task => task.Spec.Template.IsDurable);
        if (durable.Length == 0)
        {
            return moving;
        }

        var written = new bool[durable.Length];
        try
        {
            if (await owners.FindAsync(target, CancellationToken.None) is { } owner)
            {
                written = await ledger.HandOverAsync(Array.ConvertAll(durable, task => new TaskHandOver(task.Id.Unique, task.Run - 1, owner)));
            }
        }
        catch (TaskStoreException failure)
        {
            LogNotMoved(durable.Length, target, failure.Message);
        }

        if (!Array.TrueForAll(written, isWritten => isWritten))
        {
            // It may have another lease since, and another number with it.
            owners.Forget(target);
        }

        MovingTask[] stay = [.. durable.Where((_, i) => !written[i])];
        executor.EndMove(stay, new bool[stay.Length], target);
        return [.. moving.Except(stay)];
    }

    /// <summary>Durable tasks that are another silo's, of which it has not said yet that it knows.</summary>
    private async Task SendAgainAsync()
    {
        foreach (var (target, tasks) in _unconfirmed.ToList())
        {
            _unconfirmed.Remove((target, tasks));
            if (members.Live.Contains(target))
            {
                await SendAsync(target, tasks);
            }
        }
    }

    private async Task<bool[]> SendAsync(SiloAddress target, MovingTask[] moving)
    {
        try
        {
            var reply = await peers.Of(target).TakeOverAsync(new MoveRequest { From = self.SiloAddress, Tasks = moving }).WaitAsync(AnswerTimeout, clock);
            view.OnReport(reply.Load);
            await TellHomesAsync(target, moving, reply.Accepted);
            return reply.Accepted;
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException)
        {
            LogNotMoved(moving.Length, target, failure.Message);
            if (Array.FindAll(moving, task => task.Spec.Template.IsDurable) is { Length: > 0 } given)
            {
                _unconfirmed.Add((target, given));
            }

            return Array.ConvertAll(moving, task => task.Spec.Template.IsDurable);
        }
    }

    /// <summary>A task that moves a second time: its home must point to where it is now.</summary>
    private Task TellHomesAsync(SiloAddress target, MovingTask[] moving, bool[] accepted) =>
        Task.WhenAll(moving
            .Where((task, i) => accepted[i] && task.Id.Home is { } home && !home.Equals(self.SiloAddress) && !home.Equals(target) && members.Live.Contains(home))
            .GroupBy(task => task.Id.Home!)
            .Select(group => TellHomeAsync(group.Key, [.. group.Select(t => new TaskMoved(t.Id.Unique, target, t.Run))])));

    private async Task TellHomeAsync(SiloAddress home, TaskMoved[] moved)
    {
        try
        {
            await peers.Of(home).OnMovedAsync(moved);
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException)
        {
            // A home that has gone needs not know; for one that lives the move is undone, or it would look for them here.
            if ((await members.ListOthersAsync(CancellationToken.None)).Contains(home))
            {
                throw;
            }
        }
    }

    [LoggerMessage(LogLevel.Debug, "{Moved} of {Count} waiting tasks moved to silo {Silo}")]
    private partial void LogMoved(int moved, int count, SiloAddress silo);

    [LoggerMessage(LogLevel.Warning, "{Count} waiting tasks could not be moved to silo {Silo}: {Reason}. They are tried again")]
    private partial void LogNotMoved(int count, SiloAddress silo, string reason);
}
