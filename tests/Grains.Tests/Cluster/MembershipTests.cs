using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Spawner.Client;
using Spawner.Grains.Intake;
using Spawner.Grains.Lifecycle;

namespace Spawner.Grains.Tests.Cluster;

/// <summary>Silos that drain, leave and die; each test has a cluster of its own.</summary>
public sealed class MembershipTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ListSilosAsync_RightAfterADrainAndAResume_TellsTheState()
    {
        await using var cluster = await ClusterFixture.StartAsync(2);
        var client = cluster.Client.ServiceProvider.GetRequiredService<ISpawnerClient>();
        var name = cluster.Silos[1].Name;
        async Task<SiloState> StateAsync() => (await client.ListSilosAsync(Cancel)).Single(silo => silo.Name == name).State;

        await client.DrainSiloAsync(name, Cancel);
        Assert.Equal(SiloState.Draining, await StateAsync());

        await client.ResumeSiloAsync(name, Cancel);
        Assert.Equal(SiloState.Active, await StateAsync());
        Assert.Equal(2, (await client.BroadcastAsync(ScriptedTasks.Where, "x", cancellationToken: Cancel)).Tasks.Count);
    }

    [Fact]
    public async Task DrainSilo_WithWaitingTasks_MovesThemAndGivesItNoMore()
    {
        await using var cluster = await ClusterFixture.StartAsync(2);
        var client = cluster.Client.ServiceProvider.GetRequiredService<ISpawnerClient>();
        var name = nameof(DrainSilo_WithWaitingTasks_MovesThemAndGivesItNoMore);
        var slots = (await client.ListSilosAsync(Cancel)).Sum(s => s.Slots);
        var batch = await client.SpawnManyAsync(ScriptedTasks.Gate, Enumerable.Repeat(name, 40), cancellationToken: Cancel);
        await ScriptedTasks.Of(name).StartedAsync((int)slots);
        var drained = cluster.Silos[1];

        await client.DrainSiloAsync(drained.Name, Cancel);
        await drained.ServiceProvider.GetRequiredService<TaskRelocator>().RunOnceAsync();
        var later = await client.SpawnManyAsync(ScriptedTasks.Where, Enumerable.Repeat("x", 20), cancellationToken: Cancel);
        ScriptedTasks.Of(name).Open();

        Assert.Equal(40, (await batch.GetResultsAsync(Cancel)).Length);
        Assert.All(await later.GetResultsAsync(Cancel), ranOn => Assert.Equal(cluster.Silos[0].SiloAddress.ToParsableString(), ranOn));
        var outcomes = await Task.WhenAll(batch.Tasks.Select(t => t.GetOutcomeAsync(Cancel)));
        Assert.Equal(slots / 2, outcomes.Count(o => o.Silo!.Equals(drained.SiloAddress)));
        Assert.Contains(outcomes, o => o.Run == 2);
    }

    [Fact]
    public async Task ResumeSilo_AfterDraining_LetsItTakeTasksAgain()
    {
        await using var cluster = await ClusterFixture.StartAsync(2);
        var client = cluster.Client.ServiceProvider.GetRequiredService<ISpawnerClient>();

        await client.DrainSiloAsync(cluster.Silos[1].Name, Cancel);
        await client.ResumeSiloAsync(cluster.Silos[1].Name, Cancel);
        var ranOn = await (await client.SpawnManyAsync(ScriptedTasks.Where, Enumerable.Repeat("x", 20), cancellationToken: Cancel)).GetResultsAsync(Cancel);

        Assert.Equal(2, ranOn.Distinct().Count());
    }

    [Fact]
    public async Task StopSilo_WithRunningAndWaitingTasks_LosesNone()
    {
        await using var cluster = await ClusterFixture.StartAsync(3);
        var client = cluster.Client.ServiceProvider.GetRequiredService<ISpawnerClient>();
        var name = nameof(StopSilo_WithRunningAndWaitingTasks_LosesNone);
        var batch = await client.SpawnManyAsync(ScriptedTasks.Gate, Enumerable.Repeat(name, 60), cancellationToken: Cancel);
        await ScriptedTasks.Of(name).StartedAsync(6);

        // The handlers let go when their silo leaves, so the tasks run again on the others.
        await cluster.StopSiloAsync(cluster.Silos[2], Cancel);
        ScriptedTasks.Of(name).Open();

        Assert.Equal(60, (await batch.GetResultsAsync(Cancel)).Length);
    }

    [Fact]
    public async Task KillSilo_WithWaitingTasks_ReportsExactlyItsTasksLost()
    {
        await using var cluster = await ClusterFixture.StartAsync(3);
        var client = cluster.Client.ServiceProvider.GetRequiredService<ISpawnerClient>();
        var name = nameof(KillSilo_WithWaitingTasks_ReportsExactlyItsTasksLost);
        var batch = await client.SpawnManyAsync(ScriptedTasks.Wait, Enumerable.Repeat(name, 300), cancellationToken: Cancel);
        await ScriptedTasks.Of(name).StartedAsync(300);
        var killed = cluster.Silos[2].SiloAddress;
        var snapshots = await Task.WhenAll(batch.Tasks.Select(task => task.DescribeAsync(Cancel)));
        var atKilled = batch.Tasks.Where((_, i) => killed.Equals(snapshots[i].Silo)).ToList();

        await cluster.KillSiloAsync(cluster.Silos[2], Cancel);
        var lost = await Task.WhenAll(atKilled.Select(t => t.GetOutcomeAsync(Cancel)));
        ScriptedTasks.Of(name).Open();
        var others = await Task.WhenAll(batch.Tasks.Except(atKilled).Select(t => t.GetOutcomeAsync(Cancel)));

        Assert.NotEmpty(lost);
        Assert.All(lost, o => Assert.Equal((TaskPhase.Lost, killed), (o.Phase, o.Silo)));
        Assert.All(others, o => Assert.Equal(TaskPhase.Succeeded, o.Phase));

        // A silo in this process still says goodbye when it is killed; a client that did not hear it must find the same.
        var stranger = cluster.Silos[0].ServiceProvider.GetClient();
        var found = await Task.WhenAll(atKilled.Select(t => stranger.GetTask(ScriptedTasks.Wait, t.Id).GetOutcomeAsync(Cancel)));
        Assert.All(found, o => Assert.Equal((TaskPhase.Lost, killed), (o.Phase, o.Silo)));
        await Assert.ThrowsAnyAsync<Exception>(() => cluster.Client.GetGrain<ILoadGrain>(killed.ToParsableString()).GetLoadAsync());
    }

    [Fact]
    public async Task SpawnAsync_PinnedToASiloThatJoinsLater_RunsThereOnceItHasJoined()
    {
        await using var cluster = await ClusterFixture.StartAsync(1);
        var client = cluster.Client.ServiceProvider.GetRequiredService<ISpawnerClient>();
        var waiting = await client.SpawnAsync(ScriptedTasks.Where, "x", new SpawnOptions { Silo = "Silo_1" }, Cancel);

        var joined = await cluster.StartAdditionalSiloAsync();
        var ranOn = await waiting.GetResultAsync(Cancel);

        Assert.Equal("Silo_1", joined.Name);
        Assert.Equal(joined.SiloAddress.ToParsableString(), ranOn);
        Assert.Equal(ranOn, await client.GetTask(ScriptedTasks.Where, waiting.Id).GetResultAsync(Cancel));
    }

    [Fact]
    public async Task WatchSilos_WhenASiloJoinsAndStops_TellsBothOnce()
    {
        await using var cluster = await ClusterFixture.StartAsync(1);
        var client = cluster.Client.ServiceProvider.GetRequiredService<ISpawnerClient>();
        await using var events = client.WatchSilosAsync(Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(SiloChange.Joined, events.Current.Change);

        var joined = await cluster.StartAdditionalSiloAsync();
        await events.MoveNextAsync();
        Assert.Equal((joined.SiloAddress, SiloChange.Joined), (events.Current.Address, events.Current.Change));
        await cluster.StopSiloAsync(joined, Cancel);
        await events.MoveNextAsync();
        Assert.Equal(joined.SiloAddress, events.Current.Address);
        Assert.Contains(events.Current.Change, new[] { SiloChange.Left, SiloChange.Died });
    }

    [Fact]
    public async Task Silo_OnceItHasStarted_KnowsEveryOtherAndIsKnown()
    {
        await using var cluster = await ClusterFixture.StartAsync(2);

        await cluster.StartAdditionalSiloAsync();

        Assert.All(cluster.Silos, silo => Assert.Equal(3, Takers(silo).Count));
    }

    [Fact]
    public async Task DrainAndResume_OnceTheyReturn_AreKnownToEverySilo()
    {
        await using var cluster = await ClusterFixture.StartAsync(3);
        var client = cluster.Client.ServiceProvider.GetRequiredService<ISpawnerClient>();
        var drained = cluster.Silos[1].Name;

        await client.DrainSiloAsync(drained, Cancel);
        Assert.All(cluster.Silos, silo => Assert.DoesNotContain(drained, Takers(silo)));

        await client.ResumeSiloAsync(drained, Cancel);
        Assert.All(cluster.Silos, silo => Assert.Contains(drained, Takers(silo)));
    }

    /// <summary>Names of the silos that one would give a task.</summary>
    private static List<string?> Takers(InProcessSiloHandle silo) =>
    [
        .. silo.ServiceProvider.GetRequiredService<TaskPlacer>().Explain(ScriptedTasks.Echo.Name, demands: null)
            .Candidates.Where(candidate => candidate.Excluded is null).Select(candidate => candidate.Name),
    ];
}
