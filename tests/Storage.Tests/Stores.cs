using Microsoft.Extensions.Time.Testing;
using Spawner.Storage.PostgreSql;
using Spawner.Storage.Sqlite;
using Spawner.Tests;

namespace Spawner.Storage.Tests;

/// <summary>Makes stores for tests.</summary>
internal static class Stores
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Task<StoreUnderTest> MemoryAsync()
    {
        var clock = new FakeTimeProvider(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        return Task.FromResult(new StoreUnderTest(
            new MemoryTaskStore(clock),
            time =>
            {
                clock.Advance(time);
                return Task.CompletedTask;
            }));
    }

    public static async Task<StoreUnderTest> PostgreSqlAsync(PostgreSqlServer server)
    {
        var connectionString = await server.CreateDatabaseAsync();
        var stores = new List<PostgreSqlTaskStore>();
        async Task<ITaskStore> OpenAsync()
        {
            var store = new PostgreSqlTaskStore(connectionString, TimeProvider.System);
            stores.Add(store);
            await store.OpenAsync(Cancel);
            return store;
        }

        return new(await OpenAsync(), PassAsync, OpenAsync, async () =>
        {
            foreach (var store in stores)
            {
                await store.DisposeAsync();
            }
        });
    }

    public static async Task<StoreUnderTest> SqliteAsync()
    {
        var folder = Directory.CreateTempSubdirectory("spawner-storage-");
        var stores = new List<SqliteTaskStore>();
        async Task<ITaskStore> OpenAsync()
        {
            var store = new SqliteTaskStore(folder.FullName, TimeProvider.System);
            stores.Add(store);
            await store.OpenAsync(Cancel);
            return store;
        }

        return new(await OpenAsync(), PassAsync, OpenAsync, async () =>
        {
            foreach (var store in stores)
            {
                await store.DisposeAsync();
            }

            folder.Delete(recursive: true);
        });
    }

    // The database's own clock is the machine's here.
    private static Task PassAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System, Cancel);
}
