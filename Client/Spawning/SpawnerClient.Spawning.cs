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
        var encoded = _encoder.Encode(kind, [input], options, single: true);
        var spec = encoded.Tasks[0] with { TraceParent = ClientActivities.TraceParentOf(activity) };
        var task = _tracker.Expect(spec.Unique, encoded.Origin);
        await _gatherer.SpawnAsync(new GatheredSpawn(spec, task, cancellationToken), cancellationToken).ConfigureAwait(false);
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
        if (ClientActivities.TraceParentOf(activity) is { } parent)
        {
            batch = batch with { Tasks = Array.ConvertAll(batch.Tasks, spec => spec with { TraceParent = parent }) };
        }

        var tasks = await _batches.SpawnAsync(batch, cancellationToken).ConfigureAwait(false);
        _instruments.OnSpawnAcknowledged(_clock.GetElapsedTime(started));
        return new SpawnBatch<TResult>([.. tasks.Select(task => new RemoteTask<TInput, TResult>(kind, task, _desk))]);
    }
}
