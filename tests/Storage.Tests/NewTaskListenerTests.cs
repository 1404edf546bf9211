using Npgsql;
using Spawner.Storage.PostgreSql;
using Spawner.Tests;

namespace Spawner.Storage.Tests;

public sealed class NewTaskListenerTests(PostgreSqlServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ListenAsync_WhenTasksArriveOrTheConnectionIsLost_TellsAndListensAgain()
    {
        var connectionString = await server.CreateDatabaseAsync();
        await using var store = new PostgreSqlTaskStore(connectionString, TimeProvider.System);
        await using var program = NpgsqlDataSource.Create(connectionString);
        using var stop = new CancellationTokenSource();
        using var told = new SemaphoreSlim(0);
        var listening = store.ListenAsync(() => told.Release(), stop.Token);
        await HeardAsync("it listens");

        await ExecuteAsync($"NOTIFY {NewTasks.Channel}");
        await HeardAsync("a task arrived");
        await ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN {NewTasks.Channel}'");
        await HeardAsync("it listens again");
        await ExecuteAsync($"NOTIFY {NewTasks.Channel}");
        await HeardAsync("another task arrived");

        await stop.CancelAsync();
        await listening.WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        async Task HeardAsync(string what) => Assert.True(await told.WaitAsync(TimeSpan.FromSeconds(30), Cancel), $"Was not told that {what}.");

        async Task ExecuteAsync(string sql)
        {
#pragma warning disable CA2100 // Constants of this test.
            await using var command = program.CreateCommand(sql);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(Cancel);
        }
    }
}
