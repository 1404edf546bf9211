using Spawner.Client;
using Spawner.TestHost;
using Spawner.Tests;
using Xunit.Sdk;

namespace Spawner.Cluster.Tests;

/// <summary>Silos with 2, 2, 1 and no free slots: work must follow the free slots.</summary>
[Collection(SiloProcesses.Name)]
public sealed class PlacementShareTests(PostgreSqlServer server)
{
    private const int Tasks = 500;
    private const double Tolerance = 0.15;
    private const int TaskMilliseconds = 50;
    private static readonly Dictionary<string, int> FreeSlots = new() { ["a"] = 2, ["b"] = 2, ["half"] = 1, ["full"] = 0 };

    /// <summary>Endless tasks on silos of two slots, which make up for two that such tasks hold.</summary>
    private static readonly Dictionary<string, int> Spinners = new() { ["half"] = 3, ["full"] = 4 };

    [Fact]
    public async Task Placement_OfABurst_FollowsTheFreeSlots()
    {
        await using var cluster = await StartAsync();

        var batch = await cluster.Client.SpawnManyAsync(TestKinds.Pause, Enumerable.Repeat(TaskMilliseconds, Tasks), cancellationToken: cluster.Cancel);

        AssertFollowsFreeSlots(await batch.GetResultsAsync(cluster.Cancel));
    }

    [Fact]
    public async Task Placement_OfAStreamThatFillsTheFreeSlots_FollowsThem()
    {
        await using var cluster = await StartAsync();
        var left = Tasks;

        // Each of as many spawners as there are free slots spawns one task, awaits it, and spawns the next.
        var ranOn = await Task.WhenAll(Enumerable.Range(0, FreeSlots.Values.Sum()).Select(async _ =>
        {
            List<string> own = [];
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var task = await cluster.Client.SpawnAsync(TestKinds.Pause, TaskMilliseconds, cancellationToken: cluster.Cancel);
                own.Add(await task.GetResultAsync(cluster.Cancel));
            }

            return own;
        }));

        AssertFollowsFreeSlots([.. ranOn.SelectMany(own => own)]);
    }

    [Fact]
    public async Task Placement_ByRoundRobin_DoesNotFollowTheFreeSlots()
    {
        await using var cluster = await StartAsync();

        var batches = await Task.WhenAll(FreeSlots.Keys.Select(silo => cluster.Client.SpawnManyAsync(
            TestKinds.Pause, Enumerable.Repeat(TaskMilliseconds, Tasks / FreeSlots.Count), new SpawnOptions { Silo = silo }, cluster.Cancel)));
        var placed = await Task.WhenAll(batches.SelectMany(batch => batch.Tasks).Select(task => task.DescribeAsync(cluster.Cancel)));

        Assert.ThrowsAny<XunitException>(() => AssertFollowsFreeSlots([.. placed.Select(task => task.SiloName!)]));
    }

    private static void AssertFollowsFreeSlots(IReadOnlyCollection<string> ranOn)
    {
        var counts = ranOn.CountBy(silo => silo).ToDictionary();
        var perSlot = (double)Tasks / FreeSlots.Values.Sum();
        Assert.Equal(Tasks, ranOn.Count);
        Assert.All(FreeSlots, silo => Assert.InRange(
            counts.GetValueOrDefault(silo.Key), silo.Value * perSlot * (1 - Tolerance), silo.Value * perSlot * (1 + Tolerance)));
    }

    private async Task<ProcessCluster> StartAsync()
    {
        var cluster = await ProcessCluster.StartAsync(server, [.. FreeSlots.Keys]);
        var spinning = await Task.WhenAll(Spinners.SelectMany(silo => Enumerable.Repeat(silo.Key, silo.Value)).Select(silo => Spin(cluster, silo)));
        await Task.WhenAll(spinning.Select(cluster.WhenRunningAsync));

        // Until a spinner has run for a second nobody can know that it is no short task.
        await cluster.WhenEverySiloSaysAsync(explained => explained.Candidates.All(c => c.ServingSlots == FreeSlots[c.Name!]));
        return cluster;
    }

    private static async Task<TaskHandle> Spin(ProcessCluster cluster, string silo) =>
        await cluster.Client.SpawnAsync(TestKinds.Spin, 0, new SpawnOptions { Silo = silo }, cluster.Cancel);
}
