using System.Diagnostics;
using System.Globalization;

namespace Spawner.Bench.Store;

/// <summary>Fills a store with ended tasks, and times pages of them.</summary>
internal static class Pages
{
    private const int BatchSize = 5000;

    public static async Task RunAsync(ITaskStore store, int tasks)
    {
        await store.OpenAsync(CancellationToken.None);
        for (var done = 0; done < tasks; done += BatchSize)
        {
            // A silo of its own for each hundredth part, so that a silo's tasks are few.
            var part = done * 100L / tasks;
            var silo = await store.RegisterAsync($"silo-{part}", $"silo-{part}", TimeSpan.FromHours(1), CancellationToken.None);
            TaskDefinition[] batch = [.. Enumerable.Range(done, BatchSize).Select(Define)];
            await store.CommitAsync(
                silo.Number,
                new() { Inserts = [.. batch.Select(task => new TaskInsert(task, true))], Endings = [.. batch.Select((task, i) => End(task, done + i))] },
                CancellationToken.None);
        }

        await TimeAsync(store, "no filter", new());
        await TimeAsync(store, "oldest first", new() { OldestFirst = true });
        await TimeAsync(store, "common kind", new() { Kind = "kind-1" });
        await TimeAsync(store, "rare kind", new() { Kind = "rare" });
        await TimeAsync(store, "failed", new() { Phases = [TaskPhase.Failed] });
        await TimeAsync(store, "running (none)", new() { Phases = [TaskPhase.Running] });
        await TimeAsync(store, "a silo of long ago", new() { SiloName = "silo-3" });
        await TimeAsync(store, "rare tag", new() { Tags = new Dictionary<string, string> { ["order"] = "5000" } });
        await TimeAsync(store, "common tag", new() { Tags = new Dictionary<string, string> { ["team"] = "a" } });
        await TimeAsync(store, "key", new() { Keys = ["key-9000"] });
        await TimeAsync(store, "text of a failure", new() { FailureText = "number 77" });
        await TimeAsync(store, "text that no failure has", new() { FailureText = "nowhere" });
        await TimeAsync(store, "failed of a rare kind", new() { Kind = "rare", Phases = [TaskPhase.Failed] });
        await TimeAsync(store, "unknown kind", new() { Kind = "none" });
    }

    private static async Task TimeAsync(ITaskStore store, string what, Grains.Storage.TaskQuery query)
    {
        await store.ListAsync(query, CancellationToken.None);
        var watch = Stopwatch.StartNew();
        var page = await store.ListAsync(query, CancellationToken.None);
        Console.WriteLine($"{what}: {watch.Elapsed.TotalMilliseconds:N1} ms, {page.Tasks.Length} tasks");
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
