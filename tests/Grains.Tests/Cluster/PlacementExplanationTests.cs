using Microsoft.Extensions.DependencyInjection;
using Spawner.Client;
using Spawner.Grains.Intake;

namespace Spawner.Grains.Tests.Cluster;

[Collection(ClusterOfThree.Name)]
public sealed class PlacementExplanationTests(ClusterFixture cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Explain_RightAfterATaskEnded_CountsItNoMoreOnTheAskedSilo()
    {
        var name = nameof(Explain_RightAfterATaskEnded_CountsItNoMoreOnTheAskedSilo);
        var silo = cluster.Cluster.Silos[0];
        var placer = silo.ServiceProvider.GetRequiredService<TaskPlacer>();
        double OwnLoad() => placer.Explain(ScriptedTasks.Gate.Name, demands: null).Candidates.Single(c => c.Address.Equals(silo.SiloAddress)).ReportedLoad;
        var task = await cluster.Client.SpawnAsync(ScriptedTasks.Gate, name, new SpawnOptions { Silo = silo.Name }, Cancel);
        await ScriptedTasks.Of(name).StartedAsync();
        var during = OwnLoad();

        ScriptedTasks.Of(name).Open();
        await task.GetResultAsync(Cancel);

        Assert.Equal(1, during - OwnLoad(), tolerance: 0.001);
    }

    [Fact]
    public async Task ExplainAsync_OfATask_ShowsWhatChoseItsSiloAndFromWhat()
    {
        var task = await cluster.Client.SpawnAsync(ScriptedTasks.Where, "x", cancellationToken: Cancel);
        var ranOn = await task.GetResultAsync(Cancel);

        var explained = await task.ExplainAsync(Cancel);

        Assert.Equal(ranOn, explained.Chosen!.ToParsableString());
        Assert.NotEqual(PlacementRule.NoCandidate, explained.Rule);
        Assert.Contains(explained.PlacedBy, cluster.Cluster.Silos.Select(silo => silo.SiloAddress));
        Assert.NotNull(explained.DecidedAt);
        Assert.Equal(ClusterFixture.Silos, explained.Candidates.Count);
        Assert.Empty(explained.Moves);
    }

    [Fact]
    public async Task ExplainAsync_OfATaskThatMoved_TellsFromWhereToWhereAndWhy()
    {
        await using var small = await ClusterFixture.StartAsync(2, execution => execution.Slots = 1);
        var client = small.Client.ServiceProvider.GetRequiredService<ISpawnerClient>();
        var name = nameof(ExplainAsync_OfATaskThatMoved_TellsFromWhereToWhereAndWhy);
        var (left, goesOn) = (small.Silos[0], small.Silos[1]);
        var blocker = await client.SpawnAsync(ScriptedTasks.Gate, name, new SpawnOptions { Silo = left.Name }, Cancel);
        await ScriptedTasks.Of(name).StartedAsync();
        await client.DrainSiloAsync(goesOn.Name, Cancel);
        var task = await client.SpawnAsync(ScriptedTasks.Where, "x", cancellationToken: Cancel);
        Assert.Equal(TaskPhase.Queued, (await task.DescribeAsync(Cancel)).Phase);

        await client.ResumeSiloAsync(goesOn.Name, Cancel);
        Assert.Equal(goesOn.SiloAddress.ToParsableString(), await task.GetResultAsync(Cancel));

        var explained = await task.ExplainAsync(Cancel);
        var move = Assert.Single(explained.Moves);
        Assert.Equal((left.SiloAddress, goesOn.SiloAddress, TaskMoveReason.FreeSlot), (move.From, move.To, move.Reason));
        Assert.Equal(goesOn.SiloAddress, explained.Chosen);
        Assert.Contains("had a free slot", explained.Reason, StringComparison.Ordinal);
        ScriptedTasks.Of(name).Open();
        await blocker.GetResultAsync(Cancel);
    }

    [Fact]
    public async Task ForecastPlacementAsync_TellsHowManyGoWhere()
    {
        var forecast = await cluster.Client.ForecastPlacementAsync(ScriptedTasks.Where, 300, cancellationToken: Cancel);

        Assert.Equal(300, forecast.Shares.Sum(share => share.Tasks));
        Assert.Equal(ClusterFixture.Silos, forecast.Shares.Count);
        Assert.Equal(0, forecast.Waiting);
        Assert.Equal(ClusterFixture.Silos, forecast.First.Candidates.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(SpawnLimits.MaximumForecastTasks + 1)]
    public async Task ForecastPlacementAsync_OfTooFewOrTooMany_SaysWhatIsAccepted(int count)
    {
        var refused = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => cluster.Client.ForecastPlacementAsync(ScriptedTasks.Where, count, cancellationToken: Cancel));

        Assert.Contains("1 to 100000", refused.Message, StringComparison.Ordinal);
    }
}
