using Microsoft.Extensions.Options;
using Npgsql;
using Spawner.Client.Spawning;
using Spawner.Client.Telemetry;
using Spawner.Contracts;

namespace Spawner.Client.PostgreSql;

/// <summary>
/// Spawns durable tasks within a transaction of the caller: they are recorded, and run, if and when it commits, and leave no trace
/// if it does not. The database is the one in which the cluster's silos keep durable tasks. Thread-safe.
/// </summary>
/// <remarks>
/// No silo is asked. An id that is returned before the commit names a task that may never be; afterwards
/// <see cref="ISpawnerClient.GetTask{TInput, TResult}"/> makes a handle of it, in any program that has a client.
/// </remarks>
public sealed class TransactionalSpawner
{
    private readonly SpawnerClientOptions _options;
    private readonly SpawnEncoder _encoder;

    /// <summary>Spawns for a namespace and a submitter.</summary>
    /// <param name="options">Namespace, submitter and most tasks at once are what counts; by default those of <see cref="SpawnerClientOptions"/>.</param>
    /// <param name="clock">What ids are made by; by default the system's.</param>
    /// <exception cref="OptionsValidationException">The options are not accepted; the message lists every problem.</exception>
    public TransactionalSpawner(SpawnerClientOptions? options = null, TimeProvider? clock = null)
    {
        _options = (options ?? new SpawnerClientOptions()) with { };
        if (new SpawnerClientOptionsValidator().Validate(name: null, _options) is { Failed: true, Failures: var problems })
        {
            throw new OptionsValidationException(nameof(SpawnerClientOptions), typeof(SpawnerClientOptions), problems);
        }

        var time = clock ?? TimeProvider.System;
        _encoder = new SpawnEncoder(_options, time, new UniqueNumbers(time));
    }

    /// <summary>Spawns one task when the transaction commits.</summary>
    /// <param name="transaction">The caller's transaction; it stays the caller's, and open.</param>
    /// <param name="kind">The kind: a durable one, unless the options say so.</param>
    /// <param name="input">The input.</param>
    /// <param name="options">As of <see cref="ISpawnerClient.SpawnAsync"/>; a key may not replace its holder.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The id of the task; of the one that has the key, or had the same idempotency key before, if there is one.</returns>
    /// <exception cref="InvalidSpawnException">The input or an option is not accepted; nothing was sent, and the transaction can go on.</exception>
    /// <exception cref="KeyTakenException">Another task has the key, and is not to be returned; the transaction can go on.</exception>
    /// <exception cref="InvalidOperationException">The transaction is over, or the database is not one in which silos keep tasks.</exception>
    public async Task<TaskId> SpawnAsync<TInput, TResult>(
        NpgsqlTransaction transaction,
        TaskKind<TInput, TResult> kind,
        TInput input,
        SpawnOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return (await InsertAsync(transaction, kind, [input], options, single: true, cancellationToken).ConfigureAwait(false))[0];
    }

    /// <summary>Spawns many tasks of one kind when the transaction commits.</summary>
    /// <param name="transaction">The caller's transaction; it stays the caller's, and open.</param>
    /// <param name="kind">The kind: a durable one, unless the options say so.</param>
    /// <param name="inputs">An input for each task.</param>
    /// <param name="options">Of all tasks, without keys.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The ids of the tasks, in the order of the inputs.</returns>
    /// <inheritdoc cref="SpawnAsync"/>
    public Task<IReadOnlyList<TaskId>> SpawnManyAsync<TInput, TResult>(
        NpgsqlTransaction transaction,
        TaskKind<TInput, TResult> kind,
        IEnumerable<TInput> inputs,
        SpawnOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(inputs);
        return InsertAsync(transaction, kind, inputs, options, single: false, cancellationToken);
    }

    private async Task<IReadOnlyList<TaskId>> InsertAsync<TInput, TResult>(
        NpgsqlTransaction transaction,
        TaskKind<TInput, TResult> kind,
        IEnumerable<TInput> inputs,
        SpawnOptions? options,
        bool single,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var tasks = Encode(kind, inputs, options, single);
        using var activity = ClientActivities.StartSpawn(kind.Name, tasks.Length);
        var insertion = new Insertion(ConnectionOf(transaction), _options);
        var ids = new List<TaskId>(tasks.Length);
        foreach (var part in SpawnMessages.Split(tasks))
        {
            ids.AddRange(await insertion.InsertAsync(tasks[part], ClientActivities.TraceParentOf(activity), cancellationToken).ConfigureAwait(false));
        }

        return ids;
    }

    private static NpgsqlConnection ConnectionOf(NpgsqlTransaction transaction)
    {
        try
        {
            // A transaction that is over still tells its connection, on which each statement would commit by itself; asked for
            // its level it says that it is over.
            _ = transaction.IsolationLevel;
            return transaction.Connection!;
        }
        catch (InvalidOperationException over)
        {
            throw new InvalidOperationException("The transaction is over: nothing can be spawned within it. Begin another one.", over);
        }
    }

    /// <summary>Every problem is told at once: those of any spawn, and those of one that no silo sees.</summary>
    private TaskSpec[] Encode<TInput, TResult>(TaskKind<TInput, TResult> kind, IEnumerable<TInput> inputs, SpawnOptions? options, bool single)
    {
        List<string> problems = [.. TransactionRules.Validate(kind, options)];
        TaskSpec[] tasks = [];
        try
        {
            tasks = _encoder.Encode(kind, inputs, options, single).Tasks;
        }
        catch (InvalidSpawnException invalid)
        {
            problems.AddRange(invalid.Problems);
        }

        return problems.Count == 0 ? tasks : throw new InvalidSpawnException(problems);
    }
}
