using Spawner.Load.Host;
using Spawner.Load.Measuring;

namespace Spawner.Load.Scenarios;

/// <summary>No-op tasks with 64 bytes of input, each with its own handle and its typed result awaited.</summary>
/// <param name="client">Spawns them.</param>
/// <param name="silo">Spawns those inside a silo.</param>
/// <param name="options">Of each task.</param>
internal sealed class TaskScenarios(ISpawnerClient client, ISiloGrain silo, SpawnOptions? options = null)
{
    /// <summary>Callers who each spawn one batch after another, and await all results of one before the next.</summary>
    public async Task<Work> BatchesAsync(int size, TimeSpan window, int callers = 1)
    {
        var batches = await Callers.RunAsync(callers, window, _ => BatchAsync(size));
        return new Work(batches.Tasks * size, []);
    }

    public Task<Work> CallersAsync(int callers, TimeSpan window) => Callers.RunAsync(callers, window, async _ =>
    {
        var task = await client.SpawnAsync(LoadKinds.NoOp, Payload.Text, options);
        Payload.CheckTask(await task.GetResultAsync());
    });

    /// <summary>One task at a time, spawned inside a silo.</summary>
    public async Task<Work> CoHostedAsync(TimeSpan window)
    {
        var latencies = await silo.SpawnLoneAsync(window, Payload.Text);
        return new Work(latencies.Length, latencies);
    }

    private async Task BatchAsync(int size)
    {
        var batch = await client.SpawnManyAsync(LoadKinds.NoOp, Enumerable.Repeat(Payload.Text, size), options);
        foreach (var length in await batch.GetResultsAsync())
        {
            Payload.CheckTask(length);
        }
    }
}
