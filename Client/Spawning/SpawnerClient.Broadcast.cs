using Spawner.Client.Spawning;

namespace Spawner.Client;

internal sealed partial class SpawnerClient
{
    public async Task<SpawnBatch<TResult>> BroadcastAsync<TInput, TResult>(
        TaskKind<TInput, TResult> kind, TInput input, SpawnOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kind);
        if (options?.Silo is { } pinned)
        {
            throw new InvalidSpawnException([$"The broadcast is pinned to silo '{pinned}'. A broadcast goes to every silo; spawn the task to pin it."]);
        }

        if (options is { Key: not null } or { IdempotencyKey: not null })
        {
            throw new InvalidSpawnException(["The broadcast has a key, which only one of its tasks could have. Accepted: a broadcast without one."]);
        }

        // What is wrong with the input is told before anybody is asked.
        var template = _encoder.Encode(kind, [input], options, single: true);
        var silos = await ListSilosAsync(cancellationToken).ConfigureAwait(false);
        var chosen = silos.Where(silo => BroadcastTargets.WhyNot(silo, kind, options?.RequiredLabels) is null).ToList();
        if (chosen.Count == 0)
        {
            throw new InvalidSpawnException([BroadcastTargets.ExplainNone(silos, kind, options?.RequiredLabels)]);
        }

        var batch = template with { Tasks = [.. chosen.Select(silo => _encoder.Pin(template.Tasks[0], silo.Address))] };
        return await SpawnBatchAsync(kind, batch, cancellationToken).ConfigureAwait(false);
    }
}
