using System.Diagnostics;
using Spawner.Client;
using Spawner.TestHost;
using Spawner.Tests;

namespace Spawner.Cluster.Tests;

/// <summary>A silo is killed, joins or drains, with work on it.</summary>
[Collection(SiloProcesses.Name)]
public sealed class SiloLossTests(PostgreSqlServer server)
{
    private const int Tasks = 1000;
    private static readonly string[] Names = ["a", "b", "c"];
    private static readonly TimeSpan ReportedWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WorkWithin = TimeSpan.FromSeconds(2);

    /// <summary>A client goes through every silo, so the killed one is a gateway of the client's; it is each of them in turn.</summary>
    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("c")]
    public async Task Kill_OfOneOfThreeSilos_LosesItsTasksAloneAndSaysSoWithin5Seconds(string victim)
    {
        await using var cluster = await ProcessCluster.StartAsync(server, Names);
        var held = await cluster.HoldAsync("gate", Tasks);
        var outcomes = held.Select(h => OutcomeAsync(h.Task, cluster.Cancel)).ToList();
        var doomed = held.Zip(outcomes).Where(pair => pair.First.Silo == victim).Select(pair => pair.Second).ToList();

        var killedAt = Stopwatch.GetTimestamp();
        cluster.Silo(victim).Kill();
        var losses = await Task.WhenAll(doomed);

        Assert.All(losses, loss => Assert.InRange(Stopwatch.GetElapsedTime(killedAt, loss.At), TimeSpan.Zero, ReportedWithin));
        Assert.All(losses, loss => Assert.Equal((TaskPhase.Lost, victim), (loss.Snapshot.Phase, loss.Snapshot.SiloName)));
        await (await cluster.OpenAsync("gate")).GetResultsAsync(cluster.Cancel);
        var all = await Task.WhenAll(outcomes);
        Assert.All(held.Zip(all), pair => Assert.Equal(pair.First.Silo == victim ? TaskPhase.Lost : TaskPhase.Succeeded, pair.Second.Snapshot.Phase));
        Assert.InRange(losses.Length, 1, Tasks / 2);
    }

    [Fact]
    public async Task Join_OfAFourthSilo_GetsWorkWithin2Seconds()
    {
        await using var cluster = await ProcessCluster.StartAsync(server, Names);
        await cluster.HoldAsync("gate", Tasks);
        var firstWork = FirstOnAsync(cluster.Client, "d", cluster.Cancel);

        await cluster.AddAsync("d");
        var ready = Stopwatch.GetTimestamp();
        var first = await firstWork;

        Assert.True(first < ready || Stopwatch.GetElapsedTime(ready, first) < WorkWithin, $"The first task came {Stopwatch.GetElapsedTime(ready, first)} after the silo was ready.");
    }

    [Fact]
    public async Task Drain_OfASilo_GivesItNoWorkAndLosesNone()
    {
        await using var cluster = await ProcessCluster.StartAsync(server, Names);
        var held = await cluster.HoldAsync("gate", Tasks);
        Assert.Contains(held, h => h.Silo == "b");

        await cluster.Client.DrainSiloAsync("b", cluster.Cancel);
        var ranOn = await (await cluster.Client.SpawnManyAsync(TestKinds.Pause, Enumerable.Repeat(5, 300), cancellationToken: cluster.Cancel)).GetResultsAsync(cluster.Cancel);
        await cluster.Client.ResumeSiloAsync("b", cluster.Cancel);
        await cluster.OpenAsync("gate");
        var results = await Task.WhenAll(held.Select(h => h.Task.GetResultAsync(cluster.Cancel)));

        Assert.Equal(["a", "c"], ranOn.Distinct().Order());
        Assert.Equal(held.Select(h => h.Silo), results);
    }

    /// <summary>An outcome, and when it came.</summary>
    private static async Task<(TaskSnapshot Snapshot, long At)> OutcomeAsync(TaskHandle task, CancellationToken cancellationToken) =>
        (await task.GetOutcomeAsync(cancellationToken), Stopwatch.GetTimestamp());

    /// <summary>One short task after another, as a quiet cluster has them, until one ran on that silo.</summary>
    /// <returns>When that one was spawned.</returns>
    private static async Task<long> FirstOnAsync(ISpawnerClient client, string silo, CancellationToken stop)
    {
        while (true)
        {
            var spawnedAt = Stopwatch.GetTimestamp();
            var task = await client.SpawnAsync(TestKinds.Pause, 20, cancellationToken: stop);
            if (await task.GetResultAsync(stop) == silo)
            {
                return spawnedAt;
            }
        }
    }
}
