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
        List<Activity> spans = [];
        using var listener = Listen(spans);

        var task = await _sut.SpawnAsync();

        var span = Assert.Single(spans, s => Equals(s.GetTagItem("spawner.task.id"), task.Id.ToString()));
        Assert.Equal(("spawn", ActivityKind.Producer, "double"), (span.OperationName, span.Kind, span.GetTagItem("spawner.kind")));
        Assert.Equal(span.Id, (await _sut.Intake.NextSpawnAsync()).Tasks[0].Template.TraceParent);
    }

    [Fact]
    public async Task SpawnManyAsync_WhenRecorded_SaysHowMany()
    {
        List<Activity> spans = [];
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

    private static ActivityListener Listen(List<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Spawner",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (spans)
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
