namespace Spawner.Client;

internal sealed partial class SpawnerClient
{
    // More at once would only wait in the gatherer, which sends a thousand in a message.
    private const int MaximumEachAtOnce = 4 * SpawnLimits.MaximumBatchItems;

    public async Task<IReadOnlyList<SpawnReport<TResult>>> SpawnEachAsync<TInput, TResult>(
        TaskKind<TInput, TResult> kind, IEnumerable<SpawnItem<TInput>> items, SpawnOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(items);
        if (options is { Key: not null } or { IdempotencyKey: not null })
        {
            throw new InvalidSpawnException(["The options of all have a key. Accepted: a key for each item, since several tasks cannot have one."]);
        }

        var all = items.Take(_options.MaximumTasksPerBatch + 1).ToArray();
        if (all.Length > _options.MaximumTasksPerBatch)
        {
            throw new InvalidSpawnException([$"There are more than {_options.MaximumTasksPerBatch} items. Accepted at once: up to that many; spawn them in several calls."]);
        }

        var reports = new SpawnReport<TResult>[all.Length];
        await Parallel.ForAsync(
            0,
            all.Length,
            new ParallelOptions { MaxDegreeOfParallelism = MaximumEachAtOnce, CancellationToken = cancellationToken },
            async (i, cancel) => reports[i] = await ReportAsync(kind, all[i], options, cancel).ConfigureAwait(false)).ConfigureAwait(false);
        return reports;
    }

    private async Task<SpawnReport<TResult>> ReportAsync<TInput, TResult>(
        TaskKind<TInput, TResult> kind, SpawnItem<TInput> item, SpawnOptions? options, CancellationToken cancellationToken)
    {
        try
        {
            var own = item is { Name: null, Key: null, IdempotencyKey: null }
                ? options
                : (options ?? new SpawnOptions()) with { Name = item.Name ?? options?.Name, Key = item.Key, IdempotencyKey = item.IdempotencyKey };
            var (task, isExisting) = await SpawnOneAsync(kind, item.Input, own, cancellationToken).ConfigureAwait(false);
            return new SpawnReport<TResult> { Task = task, IsExisting = isExisting };
        }
        catch (SpawnerException problem)
        {
            return new SpawnReport<TResult> { Problem = problem };
        }
    }
}
