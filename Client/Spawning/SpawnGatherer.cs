using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Spawner.Client.Tasks;
using Spawner.Contracts;

namespace Spawner.Client.Spawning;

/// <summary>
/// Lets single spawns travel together without making any of them wait for another: a message goes as soon as fewer than the
/// permitted number await their acknowledgement, with whatever has gathered until then. A lone spawn goes at once.
/// </summary>
internal sealed class SpawnGatherer : IDisposable
{
    private readonly SpawnSender _sender;
    private readonly SemaphoreSlim _outstanding;
    private readonly TaskTracker _tracker;
    private readonly Channel<PendingSpawn> _waiting;
    private readonly Lazy<Task> _pump;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stopped;

    /// <param name="sender">Sends a message.</param>
    /// <param name="outstanding">Counts the messages that may go; shared with those who send batches.</param>
    /// <param name="tracker">Where the tasks are expected.</param>
    /// <param name="options">Bounds.</param>
    public SpawnGatherer(SpawnSender sender, SemaphoreSlim outstanding, TaskTracker tracker, SpawnerClientOptions options)
    {
        (_sender, _outstanding, _tracker) = (sender, outstanding, tracker);
        _waiting = Channel.CreateBounded<PendingSpawn>(new BoundedChannelOptions(options.MaximumWaitingSpawns) { SingleReader = true });
        _pump = new(StartPump);
        _stopped = _stopping.Token;
    }

    public void Dispose()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        _stopping.Cancel();
        _waiting.Writer.TryComplete();
        _stopping.Dispose();
    }

    /// <summary>Returns once a silo has the task.</summary>
    public Task SpawnAsync(TaskSpec spec, TrackedTask task, CancellationToken cancellationToken) =>
        MayGoAtOnce() ? SendAloneAsync(new PendingSpawn(spec, task), cancellationToken) : GatherAsync(spec, task, cancellationToken);

    /// <summary>
    /// Nobody is ahead, and a message may go: then it goes from here, which spares two turns of the thread pool. But not from
    /// a grain's turn: the call would be that grain's own.
    /// </summary>
    private bool MayGoAtOnce() =>
        TaskScheduler.Current == TaskScheduler.Default
        && !_stopped.IsCancellationRequested
        && _waiting.Reader.Count == 0
        && _outstanding.Wait(0, CancellationToken.None);

    private async Task SendAloneAsync(PendingSpawn spawn, CancellationToken cancellationToken)
    {
        var sending = SendAsync();
        var failure = await (cancellationToken.CanBeCanceled ? sending.WaitAsync(cancellationToken) : sending).ConfigureAwait(false);
        if (failure is not null)
        {
            throw failure;
        }

        // Goes on when the caller has given up.
        async Task<Exception?> SendAsync()
        {
            var failure = await TrySendAsync([spawn]).ConfigureAwait(false);
            if (failure is not null)
            {
                _tracker.Forget(spawn.Task);
            }

            return failure;
        }
    }

    private async Task GatherAsync(TaskSpec spec, TrackedTask task, CancellationToken cancellationToken)
    {
        _ = _pump.Value;
        var caller = new WaitingCaller(cancellationToken);
        try
        {
            await _waiting.Writer.WriteAsync(new PendingSpawn(spec, task, caller), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is ChannelClosedException or OperationCanceledException)
        {
            _tracker.Forget(task);
            throw failure is ChannelClosedException ? Disposed() : failure;
        }

        await caller.Acknowledged.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private Task StartPump()
    {
        // What the first caller carries (its span, its request context) is none of the others'.
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(PumpAsync);
        }
    }

    private async Task PumpAsync()
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(_stopped).ConfigureAwait(false))
            {
                await _outstanding.WaitAsync(_stopped).ConfigureAwait(false);
                var messages = ByCaller(TakeGathered());
                _ = SendGatheredAsync(messages[0]);
                foreach (var message in messages[1..])
                {
                    _ = SendInTurnAsync(message);
                }
            }
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            while (_waiting.Reader.TryRead(out var spawn))
            {
                Fail(spawn, Disposed());
            }
        }
    }

    private async Task SendInTurnAsync(PendingSpawn[] message)
    {
        try
        {
            await _outstanding.WaitAsync(_stopped).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Array.ForEach(message, spawn => Fail(spawn, Disposed()));
            return;
        }

        await SendGatheredAsync(message).ConfigureAwait(false);
    }

    private PendingSpawn[] TakeGathered()
    {
        List<PendingSpawn> message = [];
        var bytes = 0;
        while (_waiting.Reader.TryPeek(out var next) && SpawnMessages.Fits(message.Count, bytes, next.Spec))
        {
            _waiting.Reader.TryRead(out _);
            if (next.Caller is { HasGone: true })
            {
                _tracker.Forget(next.Task);
                continue;
            }

            message.Add(next);
            bytes += next.Spec.Input.Length;
        }

        return [.. message];
    }

    /// <summary>A message is in one caller's name. Mostly there is one caller; at least one message, which may be empty.</summary>
    private static PendingSpawn[][] ByCaller(PendingSpawn[] gathered) =>
        gathered is [] || Array.TrueForAll(gathered, spawn => CallerOf(spawn) == CallerOf(gathered[0]))
            ? [gathered]
            : [.. gathered.GroupBy(CallerOf).Select(one => one.ToArray())];

    private static (string Namespace, string Submitter) CallerOf(PendingSpawn spawn) => (spawn.Task.Origin!.Namespace, spawn.Task.Origin.Submitter);

    private async Task SendGatheredAsync(PendingSpawn[] message)
    {
        if (await TrySendAsync(message).ConfigureAwait(false) is not { } failure)
        {
            return;
        }

        // What is wrong with one task must not fail those that happened to travel with it: each is sent alone.
        var apart = message.Length > 1 && failure is InvalidSpawnException or SpawnDeniedException;
        foreach (var spawn in message)
        {
            if (spawn.Task.IsAcknowledged)
            {
                continue;
            }

            if (apart)
            {
                await _outstanding.WaitAsync(CancellationToken.None).ConfigureAwait(false);
                await SendGatheredAsync([spawn]).ConfigureAwait(false);
            }
            else
            {
                Fail(spawn, failure);
            }
        }
    }

    /// <returns>Why the tasks that are not acknowledged are not; <see langword="null"/> if all are.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever went wrong is thrown to the caller of each spawn.")]
    private async Task<Exception?> TrySendAsync(PendingSpawn[] message)
    {
        try
        {
            return message.Length == 0 ? null : await _sender.SendAsync(message, _stopped).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            return Disposed();
        }
        catch (Exception thrown)
        {
            return thrown;
        }
        finally
        {
            _outstanding.Release();
        }
    }

    private void Fail(PendingSpawn spawn, Exception failure)
    {
        _tracker.Forget(spawn.Task);
        spawn.Caller?.Fail(failure);
    }

    private static ObjectDisposedException Disposed() => new(nameof(ISpawnerClient), "The client was disposed of before a silo had acknowledged the task.");
}
