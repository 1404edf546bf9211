using Npgsql;

namespace Spawner.Storage.PostgreSql;

/// <summary>Kinds whose tasks are not claimed.</summary>
internal static class PausedKinds
{
    public static async Task<int> SetAsync(NpgsqlConnection connection, string kind, bool paused, CancellationToken cancellationToken)
    {
        await using var statements = new Statements(connection);
        statements
            .Add(paused
                ? "INSERT INTO spawner.paused_kind (kind) VALUES ($1) ON CONFLICT DO NOTHING"
                : "DELETE FROM spawner.paused_kind WHERE kind = $1")
            .With(kind);
        return await statements.ExecuteAsync(cancellationToken);
    }

    public static async Task<string[]> ListAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var statements = new Statements(connection);
        statements.Add("SELECT kind FROM spawner.paused_kind ORDER BY kind COLLATE \"C\"");
        await using var reader = await statements.ReadAsync(cancellationToken);
        var kinds = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            kinds.Add(reader.GetString(0));
        }

        return [.. kinds];
    }
}
