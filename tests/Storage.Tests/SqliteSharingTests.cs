using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Spawner.Storage.Sqlite;

namespace Spawner.Storage.Tests;

/// <summary>Stores that share files, as the silos of one machine do.</summary>
public sealed class SqliteSharingTests : IDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("spawner-sharing-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Commit_WhenAnotherWritesAllTheTime_HasItsTurnWithinASecond()
    {
        await using var busy = await OpenAsync();
        await using var store = await OpenAsync();
        var busyOwner = await busy.RegisterAsync("busy", "busy", Lease, Cancel);
        var owner = await store.RegisterAsync("other", "other", Lease, Cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var writing = Task.Run(async () =>
        {
            for (; !stop.IsCancellationRequested; await InsertAsync(busy, busyOwner.Number, tasks: 200))
            {
            }
        }, Cancel);

        List<TimeSpan> waits = [];
        for (var i = 0; i < 20; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await InsertAsync(store, owner.Number, tasks: 1);
            waits.Add(Stopwatch.GetElapsedTime(began));
        }

        await stop.CancelAsync();
        await writing;
        Assert.True(waits.Max() < TimeSpan.FromSeconds(1), $"The longest commit took {waits.Max()}.");
    }

    [Fact]
    public async Task Renew_WhenAWriterStandsStill_IsNotKeptFromIt()
    {
        await using var store = await OpenAsync();
        var owner = await store.RegisterAsync("s", "s", Lease, Cancel);
        await using var paused = new SqliteConnection($"Data Source={Path.Combine(folder.FullName, "tasks.db")};Pooling=False");
        await paused.OpenAsync(Cancel);
        await using var transaction = paused.BeginTransaction(deferred: false);

        Assert.True(await store.RenewAsync(owner.Number, Lease, Cancel).WaitAsync(TimeSpan.FromSeconds(2), Cancel));
        var refused = await Assert.ThrowsAsync<TaskStoreException>(() => InsertAsync(store, owner.Number, tasks: 1));
        await transaction.RollbackAsync(Cancel);
        await InsertAsync(store, owner.Number, tasks: 1);

        Assert.True(refused.IsTransient);
        Assert.Contains("held the file locked", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WhenTheFolderCannotBeMade_SaysWhereAndWhatToDo()
    {
        var file = Path.Combine(folder.FullName, "file");
        await File.WriteAllTextAsync(file, "", Cancel);
        await using var store = new SqliteTaskStore(Path.Combine(file, "tasks"), TimeProvider.System);

        var refused = await Assert.ThrowsAsync<TaskStoreException>(() => store.OpenAsync(Cancel));

        Assert.False(refused.IsTransient);
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
        Assert.Contains("Choose another", refused.Message, StringComparison.Ordinal);
    }

    private static Task InsertAsync(SqliteTaskStore store, OwnerNumber owner, int tasks) => store.CommitAsync(
        owner, new() { Inserts = [.. Enumerable.Range(0, tasks).Select(_ => new TaskInsert(Given.Task(), IsOwned: true))] }, Cancel);

    private async Task<SqliteTaskStore> OpenAsync()
    {
        var store = new SqliteTaskStore(folder.FullName, TimeProvider.System);
        await store.OpenAsync(Cancel);
        return store;
    }
}
