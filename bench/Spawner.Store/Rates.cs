using System.Diagnostics;
using System.Text;

namespace Spawner.Bench.Store;

/// <summary>How many tasks a store takes from one writer that commits as soon as it may.</summary>
internal static class Rates
{
    public const int BatchSize = 1000;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(ITaskStore store)
    {
        await store.OpenAsync(CancellationToken.None);
        Console.WriteLine(store.Description);
        var me = await RegisterAsync(store);
        await MeasureAsync("insert, and end those of the commit before", Turnover(store, me));
        await MeasureAsync("insert", () => store.CommitAsync(me, new() { Inserts = Owned(Batch()) }, CancellationToken.None));
    }

    /// <returns>Tasks a second.</returns>
    public static async Task<double> MeasureAsync(string what, Func<Task> commit)
    {
        await ForAsync(WarmUp, commit);
        var watch = Stopwatch.StartNew();
        var commits = await ForAsync(Measured, commit);
        var rate = commits * BatchSize / watch.Elapsed.TotalSeconds;
        Console.WriteLine($"{what}: {rate:N0} tasks/s, {watch.Elapsed.TotalMilliseconds / commits:N1} ms a commit");
        return rate;
    }

    /// <summary>Commits that insert a batch, and end the tasks of the one before.</summary>
    public static Func<Task> Turnover(ITaskStore store, OwnerNumber owner)
    {
        TaskDefinition[] before = [];
        return async () =>
        {
            var batch = Batch();
            TaskEnding[] endings = [.. before.Select(task => new TaskEnding(task.Unique, 1, TaskPhase.Succeeded, TimeSpan.Zero, task.Input))];
            await store.CommitAsync(owner, new() { Inserts = Owned(batch), Endings = endings }, CancellationToken.None);
            before = batch;
        };
    }

    public static async Task<OwnerNumber> RegisterAsync(ITaskStore store) =>
        (await store.RegisterAsync("bench", "bench", TimeSpan.FromHours(5), CancellationToken.None)).Number;

    public static TaskDefinition[] Batch() =>
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

    private static TaskInsert[] Owned(TaskDefinition[] tasks) => Array.ConvertAll(tasks, task => new TaskInsert(task, IsOwned: true));

    private static async Task<int> ForAsync(TimeSpan time, Func<Task> commit)
    {
        var watch = Stopwatch.StartNew();
        var commits = 0;
        for (; watch.Elapsed < time; commits++)
        {
            await commit();
        }

        return commits;
    }
}
