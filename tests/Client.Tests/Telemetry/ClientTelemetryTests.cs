using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Spawner.Client.Tests.Scripted;

namespace Spawner.Client.Tests.Telemetry;

public sealed class ClientTelemetryTests : IDisposable
{
    private readonly ScriptedClient _sut = new();

    public void Dispose() => _sut.Dispose();

    [Fact]
    public async Task SpawnAsync_WhenRecorded_HandsItsSpanOn()
    {
        ConcurrentQueue<Activity> spans = [];
        using var listener = Listen(spans);

        var task = await _sut.SpawnAsync();

        var span = Assert.Single(spans, s => Equals(s.GetTagItem("spawner.task.id"), task.Id.ToString()));
        Assert.Equal(("spawn", ActivityKind.Producer, "double"), (span.OperationName, span.Kind, span.GetTagItem("spawner.kind")));
        Assert.Equal(span.Id, (await _sut.Intake.NextSpawnAsync()).Tasks[0].Template.TraceParent);
    }

    [Fact]
    public async Task BroadcastAsync_WhenRecorded_StillPinsOneTaskToEach()
    {
        using var listener = Listen([]);

        await _sut.Client.BroadcastAsync(ScriptedClient.Double, 1, cancellationToken: ScriptedClient.Cancel);

        var sent = (await _sut.Intake.NextSpawnAsync()).Tasks;
        Assert.Equal(
            [ScriptedIntake.Home.ToParsableString(), ScriptedIntake.OtherHome.ToParsableString()],
            sent.Select(task => task.Demands?.Silo));
        Assert.All(sent, task => Assert.NotNull(task.Template.TraceParent));
    }

    [Fact]
    public async Task SpawnManyAsync_WhenRecorded_SaysHowMany()
    {
        ConcurrentQueue<Activity> spans = [];
        using var listener = Listen(spans);

        await _sut.SpawnManyAsync(17);

        Assert.Contains(spans, s => Equals(s.GetTagItem("spawner.batch.size"), 17));
    }

    [Fact]
    public async Task Spawn_WhenTasksComeAndGo_CountsThem()
    {
        using var spawned = new MetricCollector<long>(_sut.Meters, "Spawner", "spawner.client.spawned");
        using var outstanding = new MetricCollector<long>(_sut.Meters, "Spawner", "spawner.client.outstanding");
        using var duration = new MetricCollector<double>(_sut.Meters, "Spawner", "spawner.client.spawn.duration");

        var batch = await _sut.SpawnManyAsync(3);
        await _sut.Intake.NotifyAsync(Notices.Result(batch.Tasks[0].Id, "1"));

        Assert.Equal(3, spawned.GetMeasurementSnapshot().EvaluateAsCounter());
        Assert.Equal(2, outstanding.GetMeasurementSnapshot().EvaluateAsCounter());
        Assert.Single(duration.GetMeasurementSnapshot());
    }

    private static ActivityListener Listen(ConcurrentQueue<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Spawner",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
