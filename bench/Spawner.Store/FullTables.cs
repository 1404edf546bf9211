using System.Globalization;

namespace Spawner.Bench.Store;

/// <summary>What changes when millions of tasks are there.</summary>
internal static class FullTables
{
    private const int BatchSize = 5000;

    public static async Task RunAsync(ITaskStore store, TableSizes sizes, int ended, int waiting)
    {
        await store.OpenAsync(CancellationToken.None);
        var owner = await Rates.RegisterAsync(store);
        var empty = await Rates.MeasureAsync("empty tables", Rates.Turnover(store, owner));
        var before = await sizes.ReadAsync();
        await FillAsync(store, ended, EndAsync);
        var between = await sizes.ReadAsync();
        await FillAsync(store, waiting, (silo, tasks, _) => WaitAsync(store, silo, tasks));
        var after = await sizes.ReadAsync();
        Console.WriteLine($"ended: {(between.History - before.History) / ended} bytes a task; waiting: {(after.Live - between.Live) / Math.Max(1, waiting)} bytes a task; all: {after.All / 1e9:N2} GB");
        var full = await Rates.MeasureAsync($"{ended:N0} ended and {waiting:N0} waiting", Rates.Turnover(store, owner));
        Console.WriteLine($"rate against that of empty tables: {full / empty:N2}");
        await Pages.RunAsync(store);

        Task EndAsync(OwnerNumber silo, TaskDefinition[] tasks, int number) => store.CommitAsync(
            silo,
            new() { Inserts = [.. tasks.Select(task => new TaskInsert(task, IsOwned: true))], Endings = [.. tasks.Select((task, i) => End(task, number + i))] },
            CancellationToken.None);
    }

    private static Task WaitAsync(ITaskStore store, OwnerNumber silo, TaskDefinition[] tasks) => store.CommitAsync(
        silo, new() { Inserts = [.. tasks.Select(task => new TaskInsert(task, IsOwned: false, TimeSpan.FromHours(1)))] }, CancellationToken.None);

    private static async Task FillAsync(ITaskStore store, int tasks, Func<OwnerNumber, TaskDefinition[], int, Task> write)
    {
        for (var done = 0; done < tasks; done += BatchSize)
        {
            // A silo of its own for each hundredth part, so that a silo's tasks are few.
            var part = done * 100L / tasks;
            var silo = await store.RegisterAsync($"silo-{part}", $"silo-{part}", TimeSpan.FromHours(5), CancellationToken.None);
            await write(silo.Number, [.. Enumerable.Range(done, BatchSize).Select(Define)], done);
        }
    }

    private static TaskDefinition Define(int number) => new()
    {
        Unique = Guid.CreateVersion7(),
        Namespace = "default",
        Submitter = "bench",
        Kind = number % 100_000 == 0 ? "rare" : $"kind-{number % 5}",
        Key = number % 1000 == 0 ? new($"key-{number}") : null,
        Tags = number % 100 != 0 ? new Dictionary<string, string>() : new Dictionary<string, string> { ["team"] = "a", ["order"] = number.ToString(CultureInfo.InvariantCulture) },
        Input = new byte[50],
    };

    private static TaskEnding End(TaskDefinition task, int number) => number % 100 == 7
        ? new(task.Unique, 1, TaskPhase.Failed, TimeSpan.Zero, Failure: new() { Type = "Some.Exception", Message = $"It broke at number {number}", Stack = "" })
        : new(task.Unique, 1, TaskPhase.Succeeded, TimeSpan.Zero, task.Input);
}
