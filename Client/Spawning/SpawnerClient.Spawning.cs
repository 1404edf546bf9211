using Spawner.Client.Spawning;
using Spawner.Client.Tasks;
using Spawner.Client.Telemetry;

namespace Spawner.Client;

internal sealed partial class SpawnerClient
{
    public async Task<TaskHandle<TResult>> SpawnAsync<TInput, TResult>(
        TaskKind<TInput, TResult> kind, TInput input, SpawnOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kind);
        cancellationToken.ThrowIfCancellationRequested();
        using var activity = ClientActivities.StartSpawn(kind.Name, tasks: 1);
        var started = _clock.GetTimestamp();
        var encoded = _encoder.Encode(kind, [input], options, single: true).TracedBy(ClientActivities.TraceParentOf(activity));
        var spec = encoded.Tasks[0];
        var task = _tracker.Expect(spec.Unique, encoded.Origin);
        await _gatherer.SpawnAsync(spec, task, cancellationToken).ConfigureAwait(false);
        _instruments.OnSpawnAcknowledged(_clock.GetElapsedTime(started));
        ClientActivities.SetTask(activity, task.Id);
        return new RemoteTask<TInput, TResult>(kind, task, _desk);
    }

    public Task<SpawnBatch<TResult>> SpawnManyAsync<TInput, TResult>(
        TaskKind<TInput, TResult> kind, IEnumerable<TInput> inputs, SpawnOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(inputs);
        cancellationToken.ThrowIfCancellationRequested();
        return SpawnBatchAsync(kind, _encoder.Encode(kind, inputs, options, single: false), cancellationToken);
    }

    private async Task<SpawnBatch<TResult>> SpawnBatchAsync<TInput, TResult>(
        TaskKind<TInput, TResult> kind, SpawnEncoder.Encoded batch, CancellationToken cancellationToken)
    {
        using var activity = ClientActivities.StartSpawn(kind.Name, batch.Tasks.Length);
        var started = _clock.GetTimestamp();
        var tasks = await _batches.SpawnAsync(batch.TracedBy(ClientActivities.TraceParentOf(activity)), cancellationToken).ConfigureAwait(false);
        _instruments.OnSpawnAcknowledged(_clock.GetElapsedTime(started));
        return new SpawnBatch<TResult>(Array.ConvertAll<TrackedTask, TaskHandle<TResult>>(tasks, task => new RemoteTask<TInput, TResult>(kind, task, _desk)));
    }
}
