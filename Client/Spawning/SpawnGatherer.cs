using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Spawner.Client.Tasks;

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
    private readonly Channel<GatheredSpawn> _waiting;
    private readonly Lazy<Task> _pump;
    private readonly CancellationTokenSource _stopping = new();

    /// <param name="sender">Sends a message.</param>
    /// <param name="outstanding">Counts the messages that may go; shared with those who send batches.</param>
    /// <param name="tracker">Where the tasks are expected.</param>
    /// <param name="options">Bounds.</param>
    public SpawnGatherer(SpawnSender sender, SemaphoreSlim outstanding, TaskTracker tracker, SpawnerClientOptions options)
    {
        (_sender, _outstanding, _tracker) = (sender, outstanding, tracker);
        _waiting = Channel.CreateBounded<GatheredSpawn>(new BoundedChannelOptions(options.MaximumWaitingSpawns) { SingleReader = true });
        _pump = new(StartPump);
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
    public async Task SpawnAsync(GatheredSpawn spawn, CancellationToken cancellationToken)
    {
        _ = _pump.Value;
        try
        {
            await _waiting.Writer.WriteAsync(spawn, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is ChannelClosedException or OperationCanceledException)
        {
            _tracker.Forget(spawn.Task);
            throw failure is ChannelClosedException ? Disposed() : failure;
        }

        await spawn.Acknowledged.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private Task StartPump()
    {
        // What the first caller carries (its span, its request context) is none of the others'.
        using (ExecutionContext.SuppressFlow())
        {
            var stopping = _stopping.Token;
            return Task.Run(() => PumpAsync(stopping));
        }
    }

    private async Task PumpAsync(CancellationToken stopping)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stopping).ConfigureAwait(false))
            {
                await _outstanding.WaitAsync(stopping).ConfigureAwait(false);
                _ = SendAsync(TakeGathered(), stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            while (_waiting.Reader.TryRead(out var spawn))
            {
                Fail(spawn, Disposed());
            }
        }
    }

    private List<GatheredSpawn> TakeGathered()
    {
        List<GatheredSpawn> message = [];
        var bytes = 0;
        while (_waiting.Reader.TryPeek(out var next) && SpawnMessages.Fits(message.Count, bytes, next))
        {
            _waiting.Reader.TryRead(out _);
            if (next.IsAbandoned)
            {
                _tracker.Forget(next.Task);
                continue;
            }

            message.Add(next);
            bytes += next.Spec.Input.Length;
        }

        return message;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever went wrong is thrown to the caller of each spawn.")]
    private async Task SendAsync(List<GatheredSpawn> message, CancellationToken stopping)
    {
        Exception? failure = null;
        try
        {
            if (message.Count > 0)
            {
                failure = await _sender.SendAsync(message, stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            failure = Disposed();
        }
        catch (Exception thrown)
        {
            failure = thrown;
        }
        finally
        {
            _outstanding.Release();
        }

        if (failure is not null)
        {
            await SettleAsync(message, failure, stopping).ConfigureAwait(false);
        }
    }

    /// <summary>What is wrong with one task must not fail those that happened to travel with it: each is sent alone.</summary>
    private async Task SettleAsync(List<GatheredSpawn> message, Exception failure, CancellationToken stopping)
    {
        foreach (var spawn in message.Where(s => !s.Task.IsAcknowledged))
        {
            if (message.Count > 1 && failure is InvalidSpawnException or SpawnDeniedException)
            {
                await _outstanding.WaitAsync(CancellationToken.None).ConfigureAwait(false);
                await SendAsync([spawn], stopping).ConfigureAwait(false);
            }
            else
            {
                Fail(spawn, failure);
            }
        }
    }

    private void Fail(GatheredSpawn spawn, Exception failure)
    {
        _tracker.Forget(spawn.Task);
        spawn.Fail(failure);
    }

    private static ObjectDisposedException Disposed() => new(nameof(ISpawnerClient), "The client was disposed of before a silo had acknowledged the task.");
}
