namespace Spawner.Client;

public partial interface ISpawnerClient
{
    /// <summary>Spawns one task on the least-loaded silo that may run it. Concurrent calls travel together.</summary>
    /// <param name="kind">What to run.</param>
    /// <param name="input">Its input; at most <see cref="SpawnLimits.MaximumPayloadBytes"/> of JSON.</param>
    /// <param name="options">Name, tags, timeout, weight, and demands on the silo.</param>
    /// <param name="cancellationToken">Gives up waiting for the acknowledgement; the task may have been accepted.</param>
    /// <returns>A handle, once a silo holds the task.</returns>
    /// <exception cref="InvalidSpawnException">The input or an option is not accepted; the message lists every problem.</exception>
    /// <exception cref="SpawnRefusedException">The cluster stayed too busy for <see cref="SpawnerClientOptions.BusyTimeout"/>.</exception>
    /// <exception cref="KeyTakenException">Another task has its key, and <see cref="UniqueKey.OnConflict"/> does not say to return that.</exception>
    Task<TaskHandle<TResult>> SpawnAsync<TInput, TResult>(
        TaskKind<TInput, TResult> kind, TInput input, SpawnOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Spawns many tasks of one kind, spread over the silos. Everything is validated before anything is sent.
    /// </summary>
    /// <param name="kind">What to run.</param>
    /// <param name="inputs">One input for each task; at most <see cref="SpawnerClientOptions.MaximumTasksPerBatch"/>.</param>
    /// <param name="options">Apply to each of the tasks.</param>
    /// <param name="cancellationToken">Gives up waiting for the acknowledgements.</param>
    /// <returns>The handles, in the order of the inputs, once silos hold all tasks.</returns>
    /// <exception cref="InvalidSpawnException">An input or an option is not accepted, or there are too many; nothing was spawned.</exception>
    /// <exception cref="SpawnRefusedException">
    /// The cluster stayed too busy for <see cref="SpawnerClientOptions.BusyTimeout"/>: the tasks accepted until then were cancelled.
    /// </exception>
    Task<SpawnBatch<TResult>> SpawnManyAsync<TInput, TResult>(
        TaskKind<TInput, TResult> kind, IEnumerable<TInput> inputs, SpawnOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Spawns several tasks of one kind, each with keys of its own if it has any, and reports on each: what is wrong with one keeps
    /// no other from being spawned.
    /// </summary>
    /// <param name="kind">What to run.</param>
    /// <param name="items">One for each task; at most <see cref="SpawnerClientOptions.MaximumTasksPerBatch"/>.</param>
    /// <param name="options">Apply to each of the tasks.</param>
    /// <param name="cancellationToken">Gives up; any of the tasks may have been spawned.</param>
    /// <returns>The reports, in the order of the items.</returns>
    /// <exception cref="InvalidSpawnException">There are too many items, or the options have a key; nothing was spawned.</exception>
    Task<IReadOnlyList<SpawnReport<TResult>>> SpawnEachAsync<TInput, TResult>(
        TaskKind<TInput, TResult> kind, IEnumerable<SpawnItem<TInput>> items, SpawnOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Spawns the same task once on every active silo that offers its kind and has the required labels.</summary>
    /// <returns>The handles, one for each silo; each task is pinned to its silo.</returns>
    /// <exception cref="InvalidSpawnException">
    /// The input or an option is not accepted, or <see cref="SpawnOptions.Silo"/> is set.
    /// </exception>
    /// <inheritdoc cref="SpawnAsync{TInput, TResult}"/>
    Task<SpawnBatch<TResult>> BroadcastAsync<TInput, TResult>(
        TaskKind<TInput, TResult> kind, TInput input, SpawnOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Rebuilds a handle from an id, in any process. Asks nothing of the cluster.</summary>
    /// <param name="kind">The kind under which the task was spawned.</param>
    /// <param name="id">Its id.</param>
    TaskHandle<TResult> GetTask<TInput, TResult>(TaskKind<TInput, TResult> kind, TaskId id);

    /// <summary>Rebuilds an untyped handle from an id, in any process. Asks nothing of the cluster.</summary>
    TaskHandle GetTask(TaskId id);
}
