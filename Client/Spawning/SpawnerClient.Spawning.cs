using Spawner.Client.Spawning;
using Spawner.Client.Tasks;
using Spawner.Client.Telemetry;

namespace Spawner.Client;

internal sealed partial class SpawnerClient
{
    public async Task<TaskHandle<TResult>> SpawnAsync<TInput, TResult>(
        TaskKind<TInput, TResult> kind, TInput input, SpawnOptions? options = null, CancellationToken cancellationToken = default) =>
        (await SpawnOneAsync(kind, input, options, cancellationToken).ConfigureAwait(false)).Task;

    /// <returns>The handle, and whether the task was there before and has the key.</returns>
    private async Task<(TaskHandle<TResult> Task, bool IsExisting)> SpawnOneAsync<TInput, TResult>(
        TaskKind<TInput, TResult> kind, TInput input, SpawnOptions? options, CancellationToken cancellationToken)
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
        if (_tracker.TryTakeExisting(spec.Unique, out var existing))
        {
            return options?.Key is { OnConflict: not KeyConflictAction.ReturnExisting } key
                ? throw new KeyTakenException(key.Value, existing)
                : (GetTask(kind, existing), true);
        }

        ClientActivities.SetTask(activity, task.Id);
        return (new RemoteTask<TInput, TResult>(kind, task, _desk), false);
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
