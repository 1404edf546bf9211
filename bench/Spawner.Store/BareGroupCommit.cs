using Npgsql;

namespace Spawner.Bench.Store;

/// <summary>What a store is compared with: batches into one table by one statement, and nothing else.</summary>
internal sealed class BareGroupCommit(string connectionString) : IAsyncDisposable
{
    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 4, AutoPrepareMinUsages = 1 });

    public async Task OpenAsync()
    {
        await using var command = source.CreateCommand("DROP TABLE IF EXISTS bare; CREATE TABLE bare (id uuid PRIMARY KEY, kind text NOT NULL, input bytea NOT NULL)");
        await command.ExecuteNonQueryAsync();
    }

    public async Task InsertAsync(TaskDefinition[] tasks)
    {
        await using var command = source.CreateCommand("INSERT INTO bare SELECT * FROM unnest($1, $2, $3)");
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. tasks.Select(task => task.Unique)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. tasks.Select(task => task.Kind)] });
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. tasks.Select(task => task.Input.ToArray())] });
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
