using Npgsql;
using Spawner.Contracts;
using Spawner.Storage;
using Spawner.Storage.PostgreSql;

namespace Spawner.Client.PostgreSql;

/// <summary>Puts tasks into the store, within the transaction that a connection is in.</summary>
internal sealed class Insertion(NpgsqlConnection connection, SpawnerClientOptions options)
{
    /// <summary>Tells silos of it when the transaction commits; they look by themselves, too.</summary>
    private const string NotifySql = $"SELECT pg_notify('{NewTasks.Channel}', '')";

    private const string FindSql = """
        SELECT true, id, ''::text FROM (SELECT id FROM spawner.live WHERE id = $1 UNION ALL SELECT id FROM spawner.history WHERE id = $1) known
        UNION ALL
        SELECT false, task, key FROM spawner.taken_key WHERE namespace = $2 AND key = $3
        ORDER BY 1 DESC LIMIT 1
        """;

    /// <returns>Their ids, in order; where one was there before, or has the key, the id of that.</returns>
    public async Task<TaskId[]> InsertAsync(TaskSpec[] tasks, string? traceParent, CancellationToken cancellationToken)
    {
        try
        {
            var rows = ToRows(tasks, traceParent);
            if (rows is not [{ Key: not null }])
            {
                await WriteAsync(statements => NewTasks.AddPlain(statements, owner: 0, rows), cancellationToken).ConfigureAwait(false);
                return Array.ConvertAll(tasks, task => new TaskId(task.Unique));
            }

            var inserted = await WriteAsync(statements => NewTasks.AddKeyed(statements, owner: 0, rows, isGuest: true), cancellationToken).ConfigureAwait(false);
            return [inserted ? new TaskId(tasks[0].Unique) : await FindAsync(tasks[0], cancellationToken).ConfigureAwait(false)];
        }
        catch (PostgresException refused) when (Explain(refused.SqlState) is { } why)
        {
            throw new InvalidOperationException(
                $"Cannot spawn in PostgreSQL {connection.Host}:{connection.Port}/{connection.Database}: {why} The transaction cannot go on. ({refused.MessageText})", refused);
        }
    }

    private static string? Explain(string state) => state switch
    {
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.UndefinedColumn =>
            "it has no tables of this version of Spawner. Use the database that Spawner:Storage of the silos names; a silo makes the tables when it starts.",
        PostgresErrorCodes.InsufficientPrivilege => "the user lacks a right. Grant it what docs/durability.md lists.",
        _ => null,
    };

    private NewTask[] ToRows(TaskSpec[] tasks, string? traceParent)
    {
        // Tasks that are spawned together have one template.
        var template = tasks[0].Template with { TraceParent = traceParent };
        var settings = TaskSettings.Of(template, home: null).Write();
        var tags = TagText.Write(template.Tags ?? new Dictionary<string, string>());
        return Array.ConvertAll(tasks, task => new NewTask
        {
            Id = task.Unique,
            Namespace = options.Namespace,
            Submitter = options.Submitter,
            Kind = template.Kind,
            Name = template.Name,
            Tags = tags,
            Key = template.Key?.Text,
            KeyPeriod = template.Key?.Period,
            KeyKept = template.Key is null ? null : KeyKept.Of(template.Key.IsKeptWhenSucceeded, template.Key.IsKeptWhenFailed),
            Settings = settings,
            Input = task.Input,
            Delay = template.StartDelay,
            Expiry = template.ExpiresAfter(),
        });
    }

    /// <returns>Whether any was inserted.</returns>
    private async Task<bool> WriteAsync(Action<Statements> add, CancellationToken cancellationToken)
    {
        var statements = new Statements(connection);
        await using (statements.ConfigureAwait(false))
        {
            add(statements);
            statements.Add(NotifySql);
            var reader = await statements.ReadAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var any = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);

                // An error of a later statement is told when its result is asked for.
                while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
                {
                }

                return any;
            }
        }
    }

    /// <summary>The task that this one was before, or that has its key.</summary>
    private async Task<TaskId> FindAsync(TaskSpec task, CancellationToken cancellationToken)
    {
        var statements = new Statements(connection);
        await using (statements.ConfigureAwait(false))
        {
            var key = task.Template.Key!;
            statements.Add(FindSql).With(task.Unique).With(options.Namespace).With(key.Text);
            var reader = await statements.ReadAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                var (isSame, found) = (reader.GetBoolean(0), new TaskId(reader.GetGuid(1)));
                return isSame || key.OnConflict == KeyConflictAction.ReturnExisting ? found : throw new KeyTakenException(TaskKeys.ValueOf(key.Text), found);
            }
        }
    }
}
