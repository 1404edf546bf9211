using Npgsql;
using Spawner.Tests;

namespace Spawner.Client.PostgreSql.Tests;

public sealed class SchemaAbsentTests(PostgreSqlServer server)
{
    [Fact]
    public async Task SpawnAsync_WhenNoSiloHasMadeTheTables_SaysWhatToDo()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var database = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => new TransactionalSpawner().SpawnAsync(transaction, DurableCluster.Doubling, 1, options: null, cancel));

        Assert.Contains("has no tables of this version of Spawner", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Spawner:Storage", refused.Message, StringComparison.Ordinal);
    }
}
