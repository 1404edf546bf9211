using Npgsql;

namespace Spawner.Torture.Breaks;

/// <summary>What seeded bugs do behind the store's back.</summary>
internal sealed class Sql(string connectionString)
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);

    public async Task DoAsync(string sql, params object[] parameters)
    {
        try
        {
            await using var command = _source.CreateCommand(sql);
            foreach (var parameter in parameters)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = parameter });
            }

            await command.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException failure)
        {
            throw new TaskStoreException($"The seeded bug could not do its part: {failure.Message}", isTransient: true, failure);
        }
    }
}
