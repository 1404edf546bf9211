using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Npgsql;
using Spawner.Storage.PostgreSql;
using Spawner.Storage.Sqlite;
using Spawner.Tests;

namespace Spawner.Storage.Tests;

/// <summary>Backups as docs/durability.md describes them, taken while tasks are written, and what a silo finds in them.</summary>
public sealed class RestoreTests(PostgreSqlServer server) : IDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("spawner-restore-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Restore_OfAPostgreSqlDump_HasAllThatWasAcknowledgedBefore_AndShutsFormerSilosOut()
    {
        var dump = Path.Combine(folder.FullName, "dump.sql");
        var (source, target) = (await server.CreateDatabaseAsync(), await server.CreateDatabaseAsync());
        await using var before = new PostgreSqlTaskStore(source, TimeProvider.System);
        await before.OpenAsync(Cancel);
        var former = await before.RegisterAsync("silo-1", "former", Lease, Cancel);
        var acknowledged = await BackUpUnderLoadAsync(before, former, () => PostgreSqlServer.RunProgramAsync("pg_dump", source, "--schema=spawner", $"--file={dump}"));
        var late = await before.RegisterAsync("silo-2", "registered after the backup", Lease, Cancel);

        await PostgreSqlServer.RunProgramAsync("psql", target, "--quiet", "--set=ON_ERROR_STOP=1", $"--file={dump}");
        await PostgreSqlServer.RunProgramAsync("psql", target, "--quiet", "--set=ON_ERROR_STOP=1", $"--file={Path.Combine(AppContext.BaseDirectory, "postgres-restored.sql")}");

        await using var after = new PostgreSqlTaskStore(target, TimeProvider.System);
        await after.OpenAsync(Cancel);
        var owner = await VerifyAsync(after, former, acknowledged);
        Assert.True(owner.Number.Value > late.Number.Value, "A number that a silo got after the backup was given again.");
    }

    [Fact]
    public async Task Restore_OfSqliteFiles_HasAllThatWasAcknowledgedBefore()
    {
        var (source, target) = (folder.CreateSubdirectory("source"), folder.CreateSubdirectory("target"));
        await using var before = new SqliteTaskStore(source.FullName, TimeProvider.System);
        await before.OpenAsync(Cancel);
        var former = await before.RegisterAsync("silo-1", "former", Lease, Cancel);

        // The tasks first: then the leases' file knows every owner that they have.
        var acknowledged = await BackUpUnderLoadAsync(before, former, async () =>
        {
            await CopyAsync("tasks.db");
            await CopyAsync("leases.db");
        });

        await using var after = new SqliteTaskStore(target.FullName, TimeProvider.System);
        await after.OpenAsync(Cancel);
        await after.EndLeaseAsync(former.Number, Cancel);
        await VerifyAsync(after, former, acknowledged);

        async Task CopyAsync(string file)
        {
            await using var connection = new SqliteConnection($"Data Source={Path.Combine(source.FullName, file)};Pooling=False");
            await connection.OpenAsync(Cancel);
            await using var command = connection.CreateCommand();
            command.CommandText = "VACUUM INTO $target";
            command.Parameters.AddWithValue("$target", Path.Combine(target.FullName, file));
            await command.ExecuteNonQueryAsync(Cancel);
        }
    }

    /// <returns>Tasks whose writing was acknowledged before the backup began, and whether each had ended.</returns>
    private static async Task<Dictionary<Guid, bool>> BackUpUnderLoadAsync(ITaskStore store, TaskOwner owner, Func<Task> backUp)
    {
        var acknowledged = new ConcurrentDictionary<Guid, bool>();
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var writing = Task.Run(WriteAsync, Cancel);
        await enough.Task.WaitAsync(Cancel);
        Dictionary<Guid, bool> before = new(acknowledged);
        await backUp();
        await stop.CancelAsync();
        await writing;
        Assert.True(acknowledged.Count > before.Count, "Nothing was written meanwhile.");
        return before;

        async Task WriteAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                var tasks = Enumerable.Range(0, 10).Select(_ => Given.Task()).ToArray();
                await store.CommitAsync(owner.Number, new() { Inserts = [.. tasks.Select(task => new TaskInsert(task, IsOwned: true))] }, Cancel);
                var ended = tasks.Take(5).ToArray();
                await store.CommitAsync(owner.Number, new() { Endings = [.. ended.Select(task => new TaskEnding(task.Unique, 1, TaskPhase.Succeeded))] }, Cancel);
                foreach (var task in tasks)
                {
                    acknowledged[task.Unique] = ended.Contains(task);
                }

                if (acknowledged.Count >= 300)
                {
                    enough.TrySetResult();
                }
            }
        }
    }

    private static async Task<TaskOwner> VerifyAsync(ITaskStore store, TaskOwner former, Dictionary<Guid, bool> acknowledged)
    {
        var owner = await store.RegisterAsync("silo-3", "new", Lease, Cancel);
        await Assert.ThrowsAsync<LeaseLostException>(() => store.CommitAsync(former.Number, new() { Inserts = [new(Given.Task(), IsOwned: true)] }, Cancel));
        while (await store.AdoptAsync(owner.Number, former.Number, 400, Cancel) is { Length: > 0 })
        {
        }

        Guid[] tasks = [.. acknowledged.Keys];
        var found = await store.FindAsync(tasks, Cancel);
        for (var i = 0; i < tasks.Length; i++)
        {
            var task = Assert.IsType<StoredTask>(found[i]);
            Assert.Equal(acknowledged[tasks[i]] ? (TaskPhase.Succeeded, OwnerNumber.Nobody) : (TaskPhase.Queued, owner.Number), (task.Phase, task.Owner));
        }

        return owner;
    }
}
