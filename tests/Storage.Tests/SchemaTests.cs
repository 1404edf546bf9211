using Microsoft.Data.Sqlite;
using Npgsql;
using Spawner.Storage.PostgreSql;
using Spawner.Storage.Sqlite;
using Spawner.Tests;

namespace Spawner.Storage.Tests;

public sealed class SchemaTests(PostgreSqlServer server) : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("spawner-schema-");
    private readonly List<IAsyncDisposable> opened = [];
    private string database = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => database = await server.CreateDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var store in opened)
        {
            await store.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_WhenManyStartAtOnce_AllSucceed(bool postgreSql)
    {
        var stores = Enumerable.Range(0, 6).Select(_ => Create(postgreSql)).ToArray();

        await Task.WhenAll(stores.Select(store => Task.Run(() => store.OpenAsync(Cancel), Cancel)));
        await stores[0].OpenAsync(Cancel);

        Assert.Equal(stores.Length, (await Task.WhenAll(stores.Select((store, i) => store.RegisterAsync($"s{i}", "n", TimeSpan.FromMinutes(1), Cancel)))).DistinctBy(owner => owner.Number).Count());
        Assert.Matches(postgreSql ? @"^PostgreSQL 1\d\.\d+, \S+:\d+/\w+$" : "^SQLite, /", stores[0].Description);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_WhenSchemaIsNewer_IsRefused(bool postgreSql)
    {
        await Create(postgreSql).OpenAsync(Cancel);
        await ExecuteAsync(postgreSql, "INSERT INTO {0}schema_version (number, checksum) VALUES (99, 'x')");

        var refused = await Assert.ThrowsAsync<TaskStoreException>(() => Create(postgreSql).OpenAsync(Cancel));

        Assert.False(refused.IsTransient);
        Assert.Contains("version 99", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Update this program", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_WhenAnAppliedStepWasAnotherOne_IsRefused(bool postgreSql)
    {
        await Create(postgreSql).OpenAsync(Cancel);
        await ExecuteAsync(postgreSql, "UPDATE {0}schema_version SET checksum = 'x' WHERE number = 1");

        var refused = await Assert.ThrowsAsync<TaskStoreException>(() => Create(postgreSql).OpenAsync(Cancel));

        Assert.Contains("step 1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WhenNoServerAnswers_SaysSoAndMayBeTriedAgain()
    {
        await using var store = new PostgreSqlTaskStore("Host=127.0.0.1;Port=1;Username=u;Password=secret;Database=d", TimeProvider.System);

        var refused = await Assert.ThrowsAsync<TaskStoreException>(() => store.OpenAsync(Cancel));

        Assert.True(refused.IsTransient);
        Assert.Contains("127.0.0.1:1/d", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prune_WhenADayIsOver_DropsItsPartitionAndCountsIt()
    {
        var store = (PostgreSqlTaskStore)Create(postgreSql: true);
        await store.OpenAsync(Cancel);
        await ExecuteAsync(true, $"CREATE TABLE spawner.history_20200101 PARTITION OF spawner.history FOR VALUES FROM ('{Day(1)}') TO ('{Day(2)}')");
        var owner = await store.RegisterAsync("s", "n", TimeSpan.FromMinutes(1), Cancel);
        var task = Given.Task(unique: Day(1));
        await store.CommitAsync(owner.Number, new() { Inserts = [new(task, true)], Endings = [new(task.Unique, 1, TaskPhase.Succeeded)] }, Cancel);

        await store.PruneAsync(new(TimeSpan.FromHours(1), TimeSpan.FromHours(1), TimeSpan.FromHours(1)), Cancel);
        var kept = await store.FindAsync([task.Unique], Cancel);
        await store.PruneAsync(new(TimeSpan.Zero, TimeSpan.FromHours(1), TimeSpan.FromHours(1)), Cancel);

        Assert.NotNull(kept[0]);
        Assert.Null((await store.FindAsync([task.Unique], Cancel))[0]);
        Assert.Empty(await store.CountAsync(null, Cancel));
        await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(true, "SELECT 1 FROM spawner.history_20200101"));
    }

    private static Guid Day(int day) => IdTimes.LowestAt(new(2020, 1, day, 0, 0, 0, TimeSpan.Zero));

    private ITaskStore Create(bool postgreSql)
    {
        if (postgreSql)
        {
            var store = new PostgreSqlTaskStore(database, TimeProvider.System);
            opened.Add(store);
            return store;
        }

        var files = new SqliteTaskStore(folder.FullName, TimeProvider.System);
        opened.Add(files);
        return files;
    }

    private async Task ExecuteAsync(bool postgreSql, string sql)
    {
        await using System.Data.Common.DbConnection connection = postgreSql
            ? new NpgsqlConnection(database)
            : new SqliteConnection($"Data Source={Path.Combine(folder.FullName, "tasks.db")};Pooling=False");
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this test.
        command.CommandText = sql.Replace("{0}", postgreSql ? "spawner." : "", StringComparison.Ordinal);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
