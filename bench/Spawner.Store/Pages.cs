using System.Diagnostics;

namespace Spawner.Bench.Store;

/// <summary>How long pages of a listing take.</summary>
internal static class Pages
{
    public static async Task RunAsync(ITaskStore store)
    {
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
}
