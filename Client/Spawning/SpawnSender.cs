using Microsoft.Extensions.Options;
using Spawner.Client.Gateways;
using Spawner.Client.Telemetry;
using Spawner.Client.Tracking;
using Spawner.Contracts;

namespace Spawner.Client.Spawning;

/// <summary>Sends messages of spawns, a bounded number at once, and sends refused tasks again until there is room or no time left.</summary>
internal sealed class SpawnSender(
    ClusterGateway gateway, TaskTracker tracker, IOptions<SpawnerClientOptions> options, ClientInstruments instruments, TimeProvider clock, Random random) : IDisposable
{
    private readonly SpawnerClientOptions _options = options.Value;
    private readonly SemaphoreSlim _outstanding = new(options.Value.MaximumOutstandingBatches);

    public void Dispose() => _outstanding.Dispose();

    /// <summary>Waits until a message may be sent. The caller sends one with <see cref="SendAdmittedAsync"/>.</summary>
    public Task AdmitAsync(CancellationToken cancellationToken) => _outstanding.WaitAsync(cancellationToken);

    /// <summary>Sends any number of tasks, in messages within the limits.</summary>
    public async Task SendAsync(TrackedTask[] tasks, CancellationToken cancellationToken)
    {
        var sends = new List<Task>();
        foreach (var chunk in Chunks(tasks))
        {
            await AdmitAsync(cancellationToken).ConfigureAwait(false);
            sends.Add(SendAdmittedAsync(chunk, cancellationToken));
        }

        await Task.WhenAll(sends).ConfigureAwait(false);
    }

    /// <summary>Sends one message, for which <see cref="AdmitAsync"/> has waited.</summary>
    public async Task SendAdmittedAsync(IReadOnlyList<TrackedTask> tasks, CancellationToken cancellationToken)
    {
        try
        {
            var started = clock.GetTimestamp();
            for (var open = tasks; open.Count > 0;)
            {
                open = await SendOnceAsync(open, started, cancellationToken).ConfigureAwait(false);
            }

            instruments.OnSpawned(tasks.Count, clock.GetElapsedTime(started));
        }
        finally
        {
            _outstanding.Release();
        }
    }

    /// <returns>The tasks that were refused, after the wait that the cluster asked for.</returns>
    private async Task<List<TrackedTask>> SendOnceAsync(IReadOnlyList<TrackedTask> tasks, long started, CancellationToken cancellationToken)
    {
        var request = new SpawnRequest
        {
            Namespace = _options.Namespace,
            Submitter = _options.Submitter,
            Observer = tracker.Observer,
            Tasks = [.. tasks.Select(t => t.Spec!)],
        };
        var reply = await gateway.CallIntakeAsync(intake => intake.SpawnAsync(request), cancellationToken).ConfigureAwait(false);
        if (reply.Problems.Length > 0)
        {
            throw new InvalidSpawnException(reply.Problems);
        }

        if (reply.Denied is { } denied)
        {
            throw new SpawnDeniedException(denied);
        }

        List<TrackedTask> refused = [];
        for (var i = 0; i < tasks.Count; i++)
        {
            if (reply.Homes[i] is { } home)
            {
                tasks[i].OnAccepted(home);
            }
            else
            {
                refused.Add(tasks[i]);
            }
        }

        if (refused.Count > 0)
        {
            if (clock.GetElapsedTime(started) + reply.RetryAfter > _options.BusyTimeout)
            {
                throw new SpawnRefusedException(
                    $"{refused.Count} of {tasks.Count} tasks were refused for {_options.BusyTimeout.TotalSeconds:0.#} s (Spawner:Client:BusyTimeout): {reply.Busy}. "
                    + $"Try again after {reply.RetryAfter.TotalSeconds:0.##} s, or add silos.",
                    reply.RetryAfter);
            }

            await Task.Delay(reply.RetryAfter * (1 + (0.5 * random.NextDouble())), clock, cancellationToken).ConfigureAwait(false);
        }

        return refused;
    }

    private static IEnumerable<TrackedTask[]> Chunks(TrackedTask[] tasks)
    {
        var start = 0;
        var bytes = 0L;
        for (var i = 0; i < tasks.Length; i++)
        {
            var size = tasks[i].Spec!.Input.Length;
            if (i > start && (i - start == SpawnLimits.MaximumBatchItems || bytes + size > SpawnLimits.MaximumBatchBytes))
            {
                yield return tasks[start..i];
                (start, bytes) = (i, 0);
            }

            bytes += size;
        }

        if (start < tasks.Length)
        {
            yield return tasks[start..];
        }
    }
}
