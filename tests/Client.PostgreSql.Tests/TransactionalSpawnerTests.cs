using Npgsql;

namespace Spawner.Client.PostgreSql.Tests;

public sealed class TransactionalSpawnerTests(DurableCluster cluster) : IClassFixture<DurableCluster>
{
    private static readonly TaskKind<int, int> Double = DurableCluster.Doubling;

    private readonly TransactionalSpawner spawner = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SpawnAsync_WhenTransactionCommits_RunsIt()
    {
        await using var connection = await cluster.Database.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await OrderAsync(connection, 1);

        var id = await spawner.SpawnAsync(transaction, Double, 21, new SpawnOptions { Name = "answer", Tags = Tags("a", "b") }, Cancel);
        await transaction.CommitAsync(Cancel);

        var task = cluster.Client.GetTask(Double, id);
        Assert.Equal(42, await task.GetResultAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel));
        var end = await task.DescribeAsync(Cancel);
        Assert.Equal((TaskPhase.Succeeded, "answer", "b", "default"), (end.Phase, end.Name, end.Tags["a"], end.Namespace));
        Assert.Equal(1, await CountOrdersAsync(1));
    }

    [Fact]
    public async Task SpawnAsync_WhenTransactionIsRolledBack_LeavesNothing()
    {
        await using var connection = await cluster.Database.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await OrderAsync(connection, 2);

        var id = await spawner.SpawnAsync(transaction, Double, 21, new SpawnOptions { Key = new("rolled-back") }, Cancel);
        await transaction.RollbackAsync(Cancel);

        await Assert.ThrowsAsync<UnknownTaskException>(() => cluster.Client.GetTask(Double, id).DescribeAsync(Cancel));
        Assert.Equal(0, await CountOrdersAsync(2));
        var other = await SpawnAndCommitAsync(1, new SpawnOptions { Key = new("rolled-back") { OnConflict = KeyConflictAction.Reject } });
        Assert.NotEqual(id, other);
    }

    [Fact]
    public async Task SpawnManyAsync_OfThousands_RunsThemAll()
    {
        const int Count = 1200;
        await using var connection = await cluster.Database.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);

        var ids = await spawner.SpawnManyAsync(transaction, Double, Enumerable.Range(0, Count), options: null, Cancel);
        await transaction.CommitAsync(Cancel);

        var results = new List<int>();
        foreach (var some in ids.Chunk(100))
        {
            results.AddRange(await Task.WhenAll(some.Select(id => cluster.Client.GetTask(Double, id).GetResultAsync(Cancel))).WaitAsync(TimeSpan.FromSeconds(60), Cancel));
        }

        Assert.Equal(Enumerable.Range(0, Count).Select(number => 2 * number), results);
    }

    [Fact]
    public async Task SpawnAsync_WhenKeyIsHeld_ReturnsTheHolderOrThrows()
    {
        SpawnOptions Keyed(KeyConflictAction onConflict) => new() { Key = new("held") { OnConflict = onConflict }, StartAfter = TimeSpan.FromHours(1) };
        var holder = await SpawnAndCommitAsync(1, Keyed(KeyConflictAction.Reject));

        var existing = await SpawnAndCommitAsync(2, Keyed(KeyConflictAction.ReturnExisting));
        var refused = await Assert.ThrowsAsync<KeyTakenException>(() => SpawnAndCommitAsync(3, Keyed(KeyConflictAction.Reject)));

        Assert.Equal(holder, existing);
        Assert.Equal(holder, refused.Existing);
        Assert.Equal(TaskPhase.Scheduled, (await cluster.Client.GetTask(holder).DescribeAsync(Cancel)).Phase);
    }

    [Fact]
    public async Task SpawnAsync_WhenIdempotencyKeyIsKnown_ReturnsTheSameTask()
    {
        SpawnOptions options = new() { IdempotencyKey = "order-7" };

        var first = await SpawnAndCommitAsync(4, options);
        Assert.Equal(8, await cluster.Client.GetTask(Double, first).GetResultAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel));
        var again = await SpawnAndCommitAsync(5, options);
        var byClient = await cluster.Client.SpawnAsync(Double, 6, options, Cancel);

        Assert.Equal(first, again);
        Assert.Equal(first.Unique, byClient.Id.Unique);
        Assert.Equal(8, await byClient.GetResultAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel));
    }

    [Fact]
    public async Task SpawnAsync_WhenAnotherTransactionHasTheKey_SilosGoOnMeanwhile()
    {
        await using var connection = await cluster.Database.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        var id = await spawner.SpawnAsync(transaction, Double, 1, new SpawnOptions { Key = new("open") }, Cancel);

        var waiting = cluster.Client.SpawnAsync(Double, 2, new SpawnOptions { Key = new("open") }, Cancel);
        var other = await cluster.Client.SpawnAsync(Double, 3, options: null, Cancel);
        Assert.Equal(6, await other.GetResultAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel));
        await transaction.CommitAsync(Cancel);

        // The second one is the first, or came after its end.
        var second = await waiting.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Contains(await second.GetResultAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel), new[] { 2, 4 });
        Assert.Equal(2, await cluster.Client.GetTask(Double, id).GetResultAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel));
    }

    [Fact]
    public async Task SpawnAsync_WhenSeveralThingsAreWrong_SaysAllAndTheTransactionGoesOn()
    {
        await using var connection = await cluster.Database.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);

        var invalid = await Assert.ThrowsAsync<InvalidSpawnException>(() => spawner.SpawnAsync(
            transaction,
            DurableCluster.Volatile,
            1,
            new SpawnOptions { Timeout = TimeSpan.Zero, Key = new("k") { OnConflict = KeyConflictAction.Replace } },
            Cancel));
        await OrderAsync(connection, 3);
        await transaction.CommitAsync(Cancel);

        Assert.Contains(invalid.Problems, problem => problem.Contains("'test.volatile' are not durable", StringComparison.Ordinal));
        Assert.Contains(invalid.Problems, problem => problem.Contains("replace", StringComparison.Ordinal));
        Assert.Contains(invalid.Problems, problem => problem.Contains("timeout", StringComparison.Ordinal));
        Assert.Equal(1, await CountOrdersAsync(3));
    }

    [Fact]
    public async Task SpawnAsync_WhenVolatileKindIsSpawnedAsDurable_RunsIt()
    {
        await using var connection = await cluster.Database.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);

        var id = await spawner.SpawnAsync(transaction, DurableCluster.Volatile, 5, new SpawnOptions { Durable = true }, Cancel);
        await transaction.CommitAsync(Cancel);

        Assert.Equal(5, await cluster.Client.GetTask(DurableCluster.Volatile, id).GetResultAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel));
    }

    [Fact]
    public async Task SpawnAsync_ByAUserWithoutAnyOtherRightThanTheDocumentedOnes_RunsIt()
    {
        await using var user = await DatabaseUser.CreateAsync(cluster.Database, "shop");
        await ExecuteAsync($"""
            GRANT USAGE ON SCHEMA spawner TO {user.Name};
            GRANT SELECT ON spawner.history TO {user.Name};
            GRANT SELECT, INSERT, DELETE ON spawner.live TO {user.Name};
            GRANT INSERT ON spawner.tally TO {user.Name}
            """);
        await using var shop = NpgsqlDataSource.Create(user.ConnectionString);

        var plain = await SpawnAndCommitAsync(shop, 1, new SpawnOptions());
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => SpawnAndCommitAsync(shop, 2, new SpawnOptions { Key = new("shop") }));
        await ExecuteAsync($"""
            GRANT SELECT, INSERT, UPDATE ON spawner.taken_key TO {user.Name};
            GRANT UPDATE ON spawner.live TO {user.Name};
            GRANT INSERT ON spawner.history TO {user.Name}
            """);
        var keyed = await SpawnAndCommitAsync(shop, 3, new SpawnOptions { Key = new("shop") });

        Assert.Contains("docs/durability.md", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, await cluster.Client.GetTask(Double, plain).GetResultAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel));
        Assert.Equal(6, await cluster.Client.GetTask(Double, keyed).GetResultAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel));
    }

    [Fact]
    public async Task SpawnAsync_WhenTransactionIsOver_Throws()
    {
        await using var connection = await cluster.Database.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await transaction.CommitAsync(Cancel);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => spawner.SpawnAsync(transaction, Double, 1, options: null, Cancel));

        Assert.Contains("is over", refused.Message, StringComparison.Ordinal);
    }

    private Task<TaskId> SpawnAndCommitAsync(int input, SpawnOptions options) => SpawnAndCommitAsync(cluster.Database, input, options);

    private async Task<TaskId> SpawnAndCommitAsync(NpgsqlDataSource database, int input, SpawnOptions options)
    {
        await using var connection = await database.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        var id = await spawner.SpawnAsync(transaction, Double, input, options, Cancel);
        await transaction.CommitAsync(Cancel);
        return id;
    }

    private static async Task OrderAsync(NpgsqlConnection connection, int number)
    {
        await using var command = new NpgsqlCommand("INSERT INTO orders VALUES ($1)", connection) { Parameters = { new() { Value = number } } };
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = cluster.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private async Task<long> CountOrdersAsync(int number)
    {
        await using var command = cluster.Database.CreateCommand("SELECT count(*) FROM orders WHERE number = $1");
        command.Parameters.Add(new() { Value = number });
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private static Dictionary<string, string> Tags(string name, string value) => new() { [name] = value };
}
