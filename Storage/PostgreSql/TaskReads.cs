using Npgsql;

namespace Spawner.Storage.PostgreSql;

/// <summary>Tasks as they stand.</summary>
internal static class TaskReads
{
    private const string FindSql = $"""
        SELECT {TaskRow.Live} FROM spawner.live l LEFT JOIN spawner.owner o ON o.number = l.owner WHERE l.id = ANY($1) AND l.id BETWEEN $2 AND $3
        UNION ALL
        SELECT {TaskRow.Ended} FROM spawner.history l LEFT JOIN spawner.owner o ON o.number = l.ended_by WHERE l.id = ANY($1) AND l.id BETWEEN $2 AND $3
        """;

    private const string FindByKeySql = $"""
        WITH last AS MATERIALIZED (
            SELECT k.task FROM unnest($1, $2) AS g(namespace, key) JOIN spawner.taken_key k ON k.namespace = g.namespace AND k.key = g.key)
        SELECT {TaskRow.Live} FROM last k JOIN spawner.live l ON l.id = k.task LEFT JOIN spawner.owner o ON o.number = l.owner
        UNION ALL
        SELECT {TaskRow.Ended} FROM last k JOIN spawner.history l ON l.id = k.task LEFT JOIN spawner.owner o ON o.number = l.ended_by
        """;

    private const string OwnedSql = $"""
        SELECT {TaskRow.Live} FROM spawner.live l LEFT JOIN spawner.owner o ON o.number = l.owner
        WHERE l.owner = $1 AND l.owner <> 0 AND l.id > $2 ORDER BY l.id LIMIT $3
        """;

    public static async Task<Dictionary<Guid, StoredTask>> FindAsync(NpgsqlConnection connection, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        await using var statements = new Statements(connection);
        statements.Add(FindSql).WithIds(ids);
        return (await ReadAsync(statements, cancellationToken)).ToDictionary(task => task.Definition.Unique);
    }

    /// <summary>The tasks that were the last to take the keys of others.</summary>
    public static async Task<ILookup<(string Namespace, string? Key), StoredTask>> FindByKeyAsync(
        NpgsqlConnection connection, IReadOnlyList<TaskDefinition> definitions, CancellationToken cancellationToken)
    {
        StoredTask[] found = [];
        if (definitions.Count > 0)
        {
            await using var statements = new Statements(connection);
            statements.Add(FindByKeySql).WithTexts(definitions, definition => definition.Namespace).WithTexts(definitions, definition => definition.Key?.Text);
            found = await ReadAsync(statements, cancellationToken);
        }

        return found.ToLookup(task => (task.Definition.Namespace, task.Definition.Key?.Text));
    }

    public static async Task<StoredTask[]> ListOwnedAsync(
        NpgsqlConnection connection, OwnerNumber owner, Guid after, int most, CancellationToken cancellationToken)
    {
        await using var statements = new Statements(connection);
        statements.Add(OwnedSql).With(owner).With(after).With(most);
        return await ReadAsync(statements, cancellationToken);
    }

    private static async Task<StoredTask[]> ReadAsync(Statements statements, CancellationToken cancellationToken)
    {
        await using var reader = await statements.ReadAsync(cancellationToken);
        return await TaskRow.ReadAllAsync(reader, cancellationToken);
    }
}
