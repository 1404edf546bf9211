using System.Diagnostics;
using System.Text;
using Spawner;
using Spawner.Bench.Store;
using Spawner.Storage.PostgreSql;
using Spawner.Storage.Sqlite;

// Spawner.Store postgres CONNECTION | sqlite FOLDER | list CONNECTION TASKS
const int BatchSize = 1000;
var warmUp = TimeSpan.FromSeconds(4);
var measured = TimeSpan.FromSeconds(10);

switch (args)
{
    case ["postgres", var connection]:
        await using (var bare = new BareGroupCommit(connection))
        {
            await bare.OpenAsync();
            await RateAsync("bare group commit, insert", () => bare.InsertAsync(Batch()));
        }

        await using (var store = new PostgreSqlTaskStore(connection, TimeProvider.System))
        {
            await RatesAsync(store);
        }

        return 0;
    case ["sqlite", var folder]:
        await using (var store = new SqliteTaskStore(folder, TimeProvider.System))
        {
            await RatesAsync(store);
        }

        return 0;
    case ["list", var connection, var tasks]:
        await using (var store = new PostgreSqlTaskStore(connection, TimeProvider.System))
        {
            await Pages.RunAsync(store, int.Parse(tasks, System.Globalization.CultureInfo.InvariantCulture));
        }

        return 0;
    default:
        await Console.Error.WriteLineAsync("Usage: Spawner.Store postgres CONNECTION | sqlite FOLDER | list CONNECTION TASKS. The database, or the folder, should be empty.");
        return 2;
}

async Task RatesAsync(ITaskStore store)
{
    await store.OpenAsync(CancellationToken.None);
    Console.WriteLine(store.Description);
    var me = (await store.RegisterAsync("bench", "bench", TimeSpan.FromHours(1), CancellationToken.None)).Number;
    TaskDefinition[] before = [];

    await RateAsync("insert, and end those of the commit before", async () =>
    {
        var batch = Batch();
        await store.CommitAsync(
            me,
            new()
            {
                Inserts = [.. batch.Select(task => new TaskInsert(task, IsOwned: true))],
                Endings = [.. before.Select(task => new TaskEnding(task.Unique, 1, TaskPhase.Succeeded, TimeSpan.Zero, task.Input))],
            },
            CancellationToken.None);
        before = batch;
    });
    await RateAsync("insert", () => store.CommitAsync(me, new() { Inserts = [.. Batch().Select(task => new TaskInsert(task, IsOwned: true))] }, CancellationToken.None));
}

async Task RateAsync(string what, Func<Task> commit)
{
    await ForAsync(warmUp, commit);
    var watch = Stopwatch.StartNew();
    var commits = await ForAsync(measured, commit);
    Console.WriteLine($"{what}: {commits * BatchSize / watch.Elapsed.TotalSeconds:N0} tasks/s, {watch.Elapsed.TotalMilliseconds / commits:N1} ms a commit");
}

static async Task<int> ForAsync(TimeSpan time, Func<Task> commit)
{
    var watch = Stopwatch.StartNew();
    var commits = 0;
    for (; watch.Elapsed < time; commits++)
    {
        await commit();
    }

    return commits;
}

static TaskDefinition[] Batch() =>
[
    .. Enumerable.Range(0, BatchSize)
        .Select(i => new TaskDefinition
        {
            Unique = Guid.CreateVersion7(),
            Namespace = "default",
            Submitter = "bench",
            Kind = "bench.kind",
            Settings = default,
            Input = Encoding.UTF8.GetBytes($$"""{"number":{{i}},"text":"a payload of about a hundred bytes, as small tasks have it, and some more"}"""),
        }),
];
