using Spawner.Client;

namespace Spawner.Grains.Tests.Cluster;

[Collection(ClusterOfThree.Name)]
public sealed class TaskPathTests(ClusterFixture cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SpawnAsync_WhenHandlerReturns_GivesItsResult()
    {
        var task = await cluster.Client.SpawnAsync(ScriptedTasks.Echo, "hello", cancellationToken: Cancel);

        Assert.Equal("hello", await task.GetResultAsync(Cancel));
    }

    [Fact]
    public async Task SpawnManyAsync_WithThousandInputs_GivesResultsInOrderAndUsesEverySilo()
    {
        var inputs = Enumerable.Range(0, 1000).Select(i => $"{i}").ToArray();

        var batch = await cluster.Client.SpawnManyAsync(ScriptedTasks.Where, inputs, cancellationToken: Cancel);
        var ranOn = await batch.GetResultsAsync(Cancel);

        Assert.Equal(1000, ranOn.Length);
        Assert.Equal(ClusterFixture.Silos, ranOn.Distinct().Count());
        var snapshots = await Task.WhenAll(batch.Tasks.Select(task => task.DescribeAsync(Cancel)));
        Assert.Equal(snapshots.Select(snapshot => snapshot.Silo!.ToParsableString()), ranOn);
    }

    [Fact]
    public async Task GetResultAsync_WhenHandlerThrows_ThrowsWithTypeMessageStackAndSilo()
    {
        var task = await cluster.Client.SpawnAsync(ScriptedTasks.Throw, "boom", cancellationToken: Cancel);

        var failure = await Assert.ThrowsAsync<TaskFailedException>(() => task.GetResultAsync(Cancel));

        Assert.Equal("System.InvalidOperationException", failure.Snapshot.Failure!.Type);
        Assert.Equal("boom", failure.Snapshot.Failure.Message);
        Assert.Contains(nameof(ScriptedTasks), failure.Snapshot.Failure.Stack, StringComparison.Ordinal);
        Assert.Equal(task.Id.Home, failure.Snapshot.Silo);
    }

    [Fact]
    public async Task CancelAsync_WhenHandlerRuns_SignalsItAndEndsCancelled()
    {
        var script = ScriptedTasks.Of(nameof(CancelAsync_WhenHandlerRuns_SignalsItAndEndsCancelled));
        var task = await cluster.Client.SpawnAsync(
            ScriptedTasks.Gate, nameof(CancelAsync_WhenHandlerRuns_SignalsItAndEndsCancelled), new SpawnOptions { Weight = 0 }, Cancel);
        await script.StartedAsync();

        var answer = await task.CancelAsync(Cancel);

        Assert.Equal(CancelAnswer.Signalled, answer);
        Assert.Equal(TaskPhase.Cancelled, (await task.GetOutcomeAsync(Cancel)).Phase);
        Assert.Equal(CancelAnswer.AlreadyEnded, await task.CancelAsync(Cancel));
    }

    [Fact]
    public async Task SpawnAsync_WithTimeout_EndsTimedOut()
    {
        var task = await cluster.Client.SpawnAsync(
            ScriptedTasks.Gate, nameof(SpawnAsync_WithTimeout_EndsTimedOut), new SpawnOptions { Timeout = TimeSpan.FromMilliseconds(100), Weight = 0 }, Cancel);

        await Assert.ThrowsAsync<TaskTimedOutException>(() => task.GetResultAsync(Cancel));
    }

    [Fact]
    public async Task GetTask_InAnotherClient_GetsResultAndDescription()
    {
        var spawned = await cluster.Client.SpawnAsync(ScriptedTasks.Length, "four", new SpawnOptions { Name = "named", Tags = new Dictionary<string, string> { ["a"] = "b" } }, Cancel);
        await spawned.GetResultAsync(Cancel);

        var other = cluster.Cluster.Silos[1].ServiceProvider.GetClient();
        var rebuilt = other.GetTask(ScriptedTasks.Length, TaskId.Parse(spawned.Id.ToString()));

        Assert.Equal(4, await rebuilt.GetResultAsync(Cancel));
        var described = await rebuilt.DescribeAsync(Cancel);
        Assert.Equal(("named", "b", TaskPhase.Succeeded, 1), (described.Name, described.Tags["a"], described.Phase, described.Run));
    }

    [Fact]
    public async Task GetResultAsync_WithAnotherKind_ThrowsResultType()
    {
        var spawned = await cluster.Client.SpawnAsync(ScriptedTasks.Echo, "text", cancellationToken: Cancel);
        await spawned.GetResultAsync(Cancel);

        await Assert.ThrowsAsync<ResultTypeException>(() => cluster.Client.GetTask(ScriptedTasks.Length, spawned.Id).GetResultAsync(Cancel));
    }

    [Fact]
    public async Task GetResultAsync_OfUnknownId_ThrowsUnknownTask()
    {
        var spawned = await cluster.Client.SpawnAsync(ScriptedTasks.Echo, "text", cancellationToken: Cancel);
        var unknown = spawned.Id with { Unique = Guid.NewGuid() };

        await Assert.ThrowsAsync<UnknownTaskException>(() => cluster.Client.GetTask(ScriptedTasks.Echo, unknown).GetResultAsync(Cancel));
        await Assert.ThrowsAsync<UnknownTaskException>(() => cluster.Client.GetTask(unknown).DescribeAsync(Cancel));
    }

    [Fact]
    public async Task WatchAsync_OfRunningTask_ShowsProgressAndTheEnd()
    {
        var name = nameof(WatchAsync_OfRunningTask_ShowsProgressAndTheEnd);
        var script = ScriptedTasks.Of(name);
        var task = await cluster.Client.SpawnAsync(ScriptedTasks.Gate, name, new SpawnOptions { Weight = 0 }, Cancel);
        await script.StartedAsync();
        List<TaskSnapshot> seen = [];

        await foreach (var snapshot in task.WatchAsync(Cancel))
        {
            seen.Add(snapshot);
            if (seen.Count == 1)
            {
                script.Contexts.Single().ReportProgress(0.5, "half");
            }

            if (snapshot.Progress?.Fraction == 0.5)
            {
                script.Open();
            }
        }

        Assert.Equal(TaskPhase.Running, seen[0].Phase);
        Assert.Contains(seen, s => s.Progress?.Message == "half");
        Assert.Equal(TaskPhase.Succeeded, seen[^1].Phase);
    }

    [Fact]
    public async Task SpawnAsync_OfUnregisteredKind_WaitsAndExplainsWhy()
    {
        var task = await cluster.Client.SpawnAsync(ScriptedTasks.Unregistered, "x", cancellationToken: Cancel);

        var described = await task.DescribeAsync(Cancel);
        var explained = await task.ExplainAsync(Cancel);

        Assert.Equal(TaskPhase.Queued, described.Phase);
        Assert.NotNull(described.WaitingFor);
        Assert.Null(explained.Chosen);
        Assert.Contains("No silo offers kind 'test.unregistered'", explained.Reason, StringComparison.Ordinal);
        Assert.Equal(CancelAnswer.Cancelled, await task.CancelAsync(Cancel));
    }

    [Fact]
    public async Task SpawnAsync_WithLabelsThatNoSiloHas_WaitsAndExplainsWhy()
    {
        var task = await cluster.Client.SpawnAsync(
            ScriptedTasks.Echo, "x", new SpawnOptions { RequiredLabels = new Dictionary<string, string> { ["gpu"] = "yes" } }, Cancel);

        var explained = await task.ExplainAsync(Cancel);

        Assert.Null(explained.Chosen);
        Assert.All(explained.Candidates, c => Assert.Contains("gpu", c.Excluded, StringComparison.Ordinal));
        await task.CancelAsync(Cancel);
    }

    [Fact]
    public async Task SpawnAsync_PinnedAndLabelled_RunsOnThatSilo()
    {
        var silos = await cluster.Client.ListSilosAsync(Cancel);
        foreach (var silo in silos)
        {
            var byName = await cluster.Client.SpawnAsync(ScriptedTasks.Where, "x", new SpawnOptions { Silo = silo.Name }, Cancel);
            var byLabel = await cluster.Client.SpawnAsync(
                ScriptedTasks.Where, "x", new SpawnOptions { RequiredLabels = new Dictionary<string, string> { ["name"] = silo.Name } }, Cancel);

            Assert.Equal(silo.Address.ToParsableString(), await byName.GetResultAsync(Cancel));
            Assert.Equal(silo.Address.ToParsableString(), await byLabel.GetResultAsync(Cancel));
        }
    }

    [Fact]
    public async Task BroadcastAsync_RunsOnceOnEverySilo()
    {
        var batch = await cluster.Client.BroadcastAsync(ScriptedTasks.Where, "x", cancellationToken: Cancel);
        var ranOn = await batch.GetResultsAsync(Cancel);

        Assert.Equal(ClusterFixture.Silos, ranOn.Distinct().Count());
        Assert.Equal(ClusterFixture.Silos, ranOn.Length);
    }

    [Fact]
    public async Task SpawnManyAsync_WithOversizeInputs_ReportsEachAndSpawnsNothing()
    {
        var big = new string('x', SpawnLimits.MaximumPayloadBytes);

        var refused = await Assert.ThrowsAsync<InvalidSpawnException>(
            () => cluster.Client.SpawnManyAsync(ScriptedTasks.Echo, [big, "small", big], new SpawnOptions { Weight = -1 }, Cancel));

        Assert.Equal(3, refused.Problems.Count);
    }

    [Fact]
    public async Task DescribeAsync_WhenHandlerIgnoresItsToken_EndsAbandonedAfterTheGrace()
    {
        var name = nameof(DescribeAsync_WhenHandlerIgnoresItsToken_EndsAbandonedAfterTheGrace);
        var task = await cluster.Client.SpawnAsync(ScriptedTasks.Stubborn, name, cancellationToken: Cancel);

        await task.CancelAsync(Cancel);
        var outcome = await task.GetOutcomeAsync(Cancel);

        Assert.Equal((TaskPhase.Cancelled, true), (outcome.Phase, outcome.HandlerAbandoned));
        ScriptedTasks.Of(name).Open();
    }

    [Fact]
    public async Task SpawnManyAsync_OfWaitingTasks_RunsFarMoreThanThereAreSlots()
    {
        var name = nameof(SpawnManyAsync_OfWaitingTasks_RunsFarMoreThanThereAreSlots);
        var batch = await cluster.Client.SpawnManyAsync(ScriptedTasks.Wait, Enumerable.Repeat(name, 300), cancellationToken: Cancel);

        await ScriptedTasks.Of(name).StartedAsync(300);
        ScriptedTasks.Of(name).Open();

        Assert.Equal(300, (await batch.GetResultsAsync(Cancel)).Length);
    }
}
