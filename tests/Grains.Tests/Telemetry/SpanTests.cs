using System.Diagnostics;
using Spawner.Client;
using Spawner.Grains.Tests.Cluster;
using Spawner.Tests;

namespace Spawner.Grains.Tests.Telemetry;

[Collection(ClusterOfThree.Name)]
public sealed class SpanTests(ClusterFixture cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Spans_OfTasksThatEndInEveryWay_CarryWhatTheDocumentSays()
    {
        using var spans = new RecordedSpans();

        await RunEveryWayAsync();

        Assert.Equal(
            TelemetryDocument.Spans.Select(span => Describe(span.Name, span.Tags, span.Events)).Order(StringComparer.Ordinal),
            spans.Ended.GroupBy(span => span.OperationName)
                .Select(same => Describe(
                    same.Key,
                    same.SelectMany(span => span.TagObjects.Select(tag => tag.Key)).Distinct(),
                    same.SelectMany(span => span.Events.Select(happened => happened.Name)).Distinct()))
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Spans_OfATaskThatAnotherSiloRuns_AreOneTraceWithTheDocumentedParents()
    {
        // The intake of a client inside a silo is that silo's own: the task crosses from the first to the second.
        var (gateway, runner) = (cluster.Cluster.Silos[0], cluster.Cluster.Silos[1]);
        await AssertOneTraceAsync(gateway.ServiceProvider.GetClient(), runner.Name);
    }

    [Fact]
    public async Task Spans_OfATaskOfAnOutsideClient_AreOneTraceWithTheDocumentedParents()
    {
        // Whichever silo is the client's gateway, at least two of the three tasks cross to another one.
        foreach (var silo in cluster.Cluster.Silos)
        {
            await AssertOneTraceAsync(cluster.Client, silo.Name);
        }
    }

    private static async Task AssertOneTraceAsync(ISpawnerClient client, string silo)
    {
        using var spans = new RecordedSpans();

        var task = await client.SpawnAsync(ScriptedTasks.Echo, "traced", new SpawnOptions { Silo = silo }, Cancel);
        Assert.Equal("traced", await task.GetResultAsync(Cancel));

        Assert.Equal(silo, (await task.GetOutcomeAsync(Cancel)).SiloName);
        Assert.Equal(["place", "run", "spawn"], spans.Ended.Select(span => span.OperationName).Order(StringComparer.Ordinal));
        var byName = spans.Ended.ToDictionary(span => span.OperationName);
        foreach (var documented in TelemetryDocument.Spans.Where(span => span.Parent is not null))
        {
            Assert.Equal((documented.Name, byName[documented.Parent!].SpanId), (documented.Name, byName[documented.Name].ParentSpanId));
        }

        Assert.Equal(task.Id.ToString(), byName["run"].GetTagItem("spawner.task.id"));
        Assert.Equal((ActivityKind.Producer, ActivityKind.Consumer), (byName["spawn"].Kind, byName["run"].Kind));
    }

    private async Task RunEveryWayAsync()
    {
        var succeeds = await cluster.Client.SpawnAsync(ScriptedTasks.Echo, "once", cancellationToken: Cancel);
        var fails = await cluster.Client.SpawnAsync(ScriptedTasks.Throw, "no", cancellationToken: Cancel);
        var late = await cluster.Client.SpawnAsync(
            ScriptedTasks.Gate, $"{nameof(SpanTests)} late", new SpawnOptions { Timeout = TimeSpan.FromMilliseconds(50), Weight = 0 }, Cancel);
        var batch = await cluster.Client.SpawnManyAsync(ScriptedTasks.Echo, ["a", "b"], cancellationToken: Cancel);
        await batch.GetResultsAsync(Cancel);
        var ends = await Task.WhenAll(succeeds.GetOutcomeAsync(Cancel), fails.GetOutcomeAsync(Cancel), late.GetOutcomeAsync(Cancel));
        Assert.Equal([TaskPhase.Succeeded, TaskPhase.Failed, TaskPhase.TimedOut], ends.Select(end => end.Phase));
    }

    private static string Describe(string name, IEnumerable<string> tags, IEnumerable<string> events) =>
        $"{name} with [{string.Join(", ", tags.Order(StringComparer.Ordinal))}] and events [{string.Join(", ", events.Order(StringComparer.Ordinal))}]";
}
