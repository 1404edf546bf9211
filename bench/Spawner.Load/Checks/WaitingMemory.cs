using System.Globalization;
using Spawner.Load.Host;
using Spawner.Load.Measuring;
using Spawner.Load.Report;

namespace Spawner.Load.Checks;

/// <summary>What the silos keep alive for each task that waits for a slot.</summary>
internal static class WaitingMemory
{
    private const int Tasks = 1_000_000;

    // The collections of a window take seconds, and what is alive hardly varies.
    private const int Rounds = 2;

    public static async Task MeasureAsync(LoadReport report)
    {
        await using var cluster = await LoadCluster.StartAsync(

            // What is kept of ended tasks would be counted, too, in the rounds after the first.
            settings: new Dictionary<string, string?> { ["Spawner:Execution:MaximumRetainedBytes"] = "0" },

            // A client asks about each task again that it has not heard of for a while: here all of them, all the time.
            configure: client => client.ReconfirmPeriod = TimeSpan.FromHours(1));
        var silos = await Task.WhenAll(cluster.Processes.Select(cluster.OpenAsync));
        await (await cluster.Client.SpawnManyAsync(LoadKinds.NoOp, Enumerable.Repeat(Payload.Text, 50_000))).GetResultsAsync();
        var before = await LiveAsync();
        List<double> bytes = [];
        List<double> clientBytes = [];
        for (var round = 1; round <= Rounds; round++)
        {
            var holding = await HoldSlotsAsync(cluster.Client);
            var clientBefore = GC.GetTotalMemory(forceFullCollection: true);
            var waiting = await cluster.Client.SpawnManyAsync(LoadKinds.NoOp, Enumerable.Repeat(Payload.Text, Tasks));
            bytes.Add((double)(await LiveAsync() - before) / Tasks);
            clientBytes.Add((double)(GC.GetTotalMemory(forceFullCollection: true) - clientBefore) / Tasks);
            var queued = (await cluster.Client.ListSilosAsync()).Sum(silo => silo.Queued);
            if (queued != Tasks)
            {
                throw new InvalidOperationException($"{queued} tasks waited, not {Tasks}.");
            }

            await Task.WhenAll(silos.Select(silo => silo.OpenGateAsync()));
            await Task.WhenAll(holding.Select(task => task.GetResultAsync()));
            await waiting.GetResultsAsync();
            await Console.Error.WriteLineAsync($"waiting tasks, round {round} of {Rounds}");
        }

        report.Rows.Add(new(string.Create(CultureInfo.InvariantCulture, $"waiting task, of {Tasks:N0}: silos"), Spread.Of(bytes), "bytes"));
        report.Rows.Add(new(string.Create(CultureInfo.InvariantCulture, $"waiting task, of {Tasks:N0}: client"), Spread.Of(clientBytes), "bytes"));
        report.Targets.Add(Target.AtMost("waiting task: bytes in the silos", bytes.Max(), 600));

        async Task<long> LiveAsync() => (await Task.WhenAll(silos.Select(silo => silo.GetLiveBytesAsync()))).Sum();
    }

    private static async Task<List<TaskHandle<int>>> HoldSlotsAsync(ISpawnerClient client)
    {
        List<TaskHandle<int>> holding = [];
        foreach (var silo in await client.ListSilosAsync())
        {
            // Those that have run for a while are made up for by as many extra slots, which others hold then.
            for (var slot = 0; slot < 2 * silo.Slots; slot++)
            {
                holding.Add(await client.SpawnAsync(LoadKinds.Hold, slot, new SpawnOptions { Silo = silo.Name }));
            }
        }

        await Task.WhenAll(holding.Select(RunsAsync));
        return holding;
    }

    private static async Task RunsAsync(TaskHandle task)
    {
        await foreach (var change in task.WatchAsync())
        {
            if (change.Phase == TaskPhase.Running)
            {
                return;
            }
        }
    }
}
