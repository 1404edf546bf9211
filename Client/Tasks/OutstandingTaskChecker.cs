using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Spawner.Client.Intake;
using Spawner.Contracts;

namespace Spawner.Client.Tasks;

/// <summary>
/// Finds the tasks whose end no notice will tell: their silo has died, or the notice was dropped. Runs only while there
/// are tasks to wait for.
/// </summary>
internal sealed partial class OutstandingTaskChecker : IDisposable
{
    // Half a thousand a second at the default period: a hundredth of what an intake can answer.
    internal const int MaximumReconfirmedPerPeriod = 5000;

    private readonly TaskTracker _tracker;
    private readonly ReliableIntake _intake;
    private readonly TaskNoticeReceiver _receiver;
    private readonly SpawnerClientOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<OutstandingTaskChecker> _logger;
    private readonly CancellationTokenSource _stopping = new();
    private int _running;
    private long _newestVersion;

    public OutstandingTaskChecker(
        TaskTracker tracker,
        ReliableIntake intake,
        TaskNoticeReceiver receiver,
        SpawnerClientOptions options,
        TimeProvider clock,
        ILogger<OutstandingTaskChecker> logger)
    {
        (_tracker, _intake, _receiver, _options, _clock, _logger) = (tracker, intake, receiver, options, clock, logger);
        _tracker.Waiting += EnsureRunning;
    }

    public void Dispose()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        _tracker.Waiting -= EnsureRunning;
        _stopping.Cancel();
        _stopping.Dispose();
    }

    /// <summary>Asks once about the tasks whose silo is dead, and about some of which nothing was heard for long.</summary>
    /// <returns>How many tasks were asked about.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var askedAt = _clock.GetTimestamp();
        var cluster = await _intake.GetClusterAsync(withSilos: false, cancellationToken).ConfigureAwait(false);
        List<TrackedTask> doubtful = [];
        if (cluster.Version >= _newestVersion)
        {
            // A gateway that lags behind another takes silos for dead that it has not met yet.
            _newestVersion = cluster.Version;
            doubtful = _tracker.FindAtDeadSilos(cluster.Live.ToHashSet(), askedAt);
        }

        doubtful.AddRange(_tracker.TakeUnheard(_options.ReconfirmPeriod, ReconfirmedPerCheck()).Except(doubtful));
        foreach (var chunk in doubtful.Chunk(SpawnLimits.MaximumBatchItems))
        {
            await AskAsync(chunk, cancellationToken).ConfigureAwait(false);
        }

        return doubtful.Count;
    }

    private async Task AskAsync(TrackedTask[] tasks, CancellationToken cancellationToken)
    {
        foreach (var group in tasks.GroupBy(t => t.Level))
        {
            var asked = group.ToArray();
            var answers = await _intake.FollowAsync(
                Array.ConvertAll(asked, t => t.Id),
                await _receiver.ReferenceAsync().ConfigureAwait(false),
                group.Key,
                cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < asked.Length; i++)
            {
                _tracker.TakeAnswer(asked[i], answers[i]);
            }
        }
    }

    private int ReconfirmedPerCheck() =>
        (int)Math.Clamp(MaximumReconfirmedPerPeriod * (_options.LivenessPeriod / _options.ReconfirmPeriod), 1, MaximumReconfirmedPerPeriod);

    private void EnsureRunning()
    {
        if (Interlocked.CompareExchange(ref _running, 1, 0) == 0)
        {
            // What the spawning caller carries (its span, its request context) is none of the loop's.
            using (ExecutionContext.SuppressFlow())
            {
                _ = Task.Run(RunAsync);
            }
        }
    }

    private async Task RunAsync()
    {
        try
        {
            do
            {
                await Task.Delay(_options.LivenessPeriod, _clock, _stopping.Token).ConfigureAwait(false);
            }
            while (await TryCheckAsync().ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The client is disposed of: nobody waits any more.
        }
    }

    /// <returns>Whether to go on.</returns>
    private async Task<bool> TryCheckAsync()
    {
        if (_tracker.IsEmpty)
        {
            _tracker.EndRound();
            Volatile.Write(ref _running, 0);

            // A task that came before the flag fell saw it up, and started nothing.
            return !_tracker.IsEmpty && Interlocked.CompareExchange(ref _running, 1, 0) == 0;
        }

        try
        {
            var asked = await RunOnceAsync(_stopping.Token).ConfigureAwait(false);
            LogChecked(asked);
        }
        catch (Exception failure) when (!_stopping.IsCancellationRequested)
        {
            // Whatever it is, the tasks are still waited for.
            LogCheckFailed(failure);
        }

        return true;
    }
}
