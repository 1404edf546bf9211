using Spawner.Client;
using Spawner.Demo;

namespace Spawner.Probe;

/// <summary>Spawns tasks that only take time, and follows each to its end.</summary>
/// <param name="client">Reaches the cluster.</param>
/// <param name="clock">Measures.</param>
/// <param name="milliseconds">How long each task takes.</param>
/// <param name="weight">Slots that each task takes; <see langword="null"/> for none.</param>
/// <param name="respawnsLost">Whether tasks that were lost with their silo are spawned again.</param>
internal sealed class Work(ISpawnerClient client, TimeProvider clock, int milliseconds, double? weight, bool respawnsLost)
{
    private const int BatchesPerSecond = 4;

    private readonly Pause _input = new(milliseconds, HoldsSlot: weight is not null);
    private readonly SpawnOptions _options = new() { Weight = weight };
    private readonly WorkLog _log = new(clock);
    private readonly TaskCompletionSource _firstDone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<WorkReport> RunOnceAsync(int count, CancellationToken cancellationToken)
    {
        await RunBatchAsync(count, cancellationToken);
        return _log.Report();
    }

    /// <summary>
    /// Spawns at a steady rate whatever becomes of the earlier tasks: were it to wait for them, those on a silo that hangs
    /// would soon be all that it waits for. Ends when the token is signalled or the time is over, and the last task has ended.
    /// </summary>
    public async Task<WorkReport> RunSteadilyAsync(int rate, TimeSpan limit, CancellationToken stop)
    {
        using var ending = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, stop);
        var watching = WatchSilosAsync(either.Token);
        var announcing = AnnounceAsync(either.Token);
        var batches = new List<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1d / BatchesPerSecond), clock);
        while (await NextAsync(timer, either.Token))
        {
            batches.Add(RunBatchAsync(rate / BatchesPerSecond, CancellationToken.None));
        }

        await Task.WhenAll(batches);
        await Task.WhenAll(watching, announcing);
        return _log.Report();
    }

    private async Task RunBatchAsync(int count, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            count = await RunTasksAsync(count, cancellationToken);
        }
    }

    /// <returns>How many are to be spawned again.</returns>
    private async Task<int> RunTasksAsync(int count, CancellationToken cancellationToken)
    {
        try
        {
            _log.OnSpawned(count);
            var batch = await client.SpawnManyAsync(DemoKinds.Pause, Enumerable.Repeat(_input, count), _options, cancellationToken);
            var outcomes = await Task.WhenAll(batch.Tasks.Select(t => FollowAsync(t, cancellationToken)));
            return respawnsLost ? outcomes.Count(o => o is TaskPhase.Lost) : 0;
        }
        catch (SpawnerException failure)
        {
            _log.OnFailed(failure, count);
            return 0;
        }
    }

    private async Task<TaskPhase?> FollowAsync(TaskHandle task, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await task.GetOutcomeAsync(cancellationToken);
            _log.OnEnded(outcome);
            if (outcome.Phase is TaskPhase.Succeeded)
            {
                _firstDone.TrySetResult();
            }

            return outcome.Phase;
        }
        catch (SpawnerException failure)
        {
            _log.OnFailed(failure, tasks: 1);
            return null;
        }
    }

    private async Task WatchSilosAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var change in client.WatchSilosAsync(stop))
            {
                if (change.Change is SiloChange.Joined)
                {
                    _log.OnJoined(change);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The watch has no other end.
        }
    }

    /// <summary>Tells whoever waits on the error stream that the work has begun.</summary>
    private async Task AnnounceAsync(CancellationToken stop)
    {
        await Task.WhenAny(_firstDone.Task, Task.Delay(Timeout.InfiniteTimeSpan, clock, stop));
        await Console.Error.WriteLineAsync(_firstDone.Task.IsCompleted ? "begun" : "ended before the first task");
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
