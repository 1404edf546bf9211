using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Spawner.Client.Tracking;

namespace Spawner.Client.Spawning;

/// <summary>
/// Lets single spawns travel together without making any of them wait: there is no timer; what has gathered goes out as soon
/// as one of a few messages may, and a lone spawn goes at once. Bounded: beyond that callers wait.
/// </summary>
internal sealed class SpawnGatherer : IAsyncDisposable
{
    private readonly Channel<Gathered> _waiting;
    private readonly SpawnSender _sender;
    private readonly Task _loop;

    public SpawnGatherer(SpawnSender sender, IOptions<SpawnerClientOptions> options)
    {
        _sender = sender;
        _waiting = Channel.CreateBounded<Gathered>(new BoundedChannelOptions(options.Value.MaximumWaitingSpawns) { SingleReader = true });
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Sends a task with whatever else is waiting.</summary>
    public async Task SendAsync(TrackedTask task, CancellationToken cancellationToken)
    {
        var gathered = new Gathered(task, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await _waiting.Writer.WriteAsync(gathered, cancellationToken).ConfigureAwait(false);
        await gathered.Sent.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            await _sender.AdmitAsync(CancellationToken.None).ConfigureAwait(false);
            _ = SendBatchAsync(TakeBatch());
        }
    }

    private List<Gathered> TakeBatch()
    {
        List<Gathered> batch = [];
        var bytes = 0L;
        while (batch.Count < SpawnLimits.MaximumBatchItems
            && _waiting.Reader.TryPeek(out var next)
            && (batch.Count == 0 || bytes + next.Task.Spec!.Input.Length <= SpawnLimits.MaximumBatchBytes)
            && _waiting.Reader.TryRead(out next))
        {
            batch.Add(next);
            bytes += next.Task.Spec!.Input.Length;
        }

        return batch;
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Design", "CA1031", Justification = "Whatever went wrong belongs to the callers whose tasks were in the message.")]
    private async Task SendBatchAsync(List<Gathered> batch)
    {
        try
        {
            await _sender.SendAdmittedAsync(batch.ConvertAll(g => g.Task), CancellationToken.None).ConfigureAwait(false);
            batch.ForEach(g => g.Sent.TrySetResult());
        }
        catch (Exception failure)
        {
            // Callers whose task was accepted before the message failed have a task that runs: they get their handle.
            batch.ForEach(g => _ = g.Task.IsAccepted ? g.Sent.TrySetResult() : g.Sent.TrySetException(failure));
        }
    }

    private sealed record Gathered(TrackedTask Task, TaskCompletionSource Sent);
}
