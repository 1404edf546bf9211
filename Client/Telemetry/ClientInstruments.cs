using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Spawner.Client.Telemetry;

/// <summary>The client library's metrics and spans, as verbs.</summary>
internal sealed class ClientInstruments
{
    private static readonly ActivitySource Source = new(ClientTelemetry.Name);

    // The factory owns the meter.
    private readonly Meter _meter;
    private readonly Counter<long> _spawned;
    private readonly Counter<long> _resubmitted;
    private readonly Histogram<double> _spawnDuration;
    private readonly UpDownCounter<long> _outstanding;

    public ClientInstruments(IMeterFactory meters)
    {
        _meter = meters.Create(ClientTelemetry.Name);
        _spawned = _meter.CreateCounter<long>(ClientTelemetry.Spawned, "{task}", "Tasks that the cluster accepted from this client.");
        _resubmitted = _meter.CreateCounter<long>(ClientTelemetry.Resubmitted, "{request}", "Requests sent again through another gateway.");
        _spawnDuration = _meter.CreateHistogram<double>(ClientTelemetry.SpawnDuration, "s", "Time from sending a message of spawns to its acknowledgement.");
        _outstanding = _meter.CreateUpDownCounter<long>(ClientTelemetry.Outstanding, "{task}", "Tasks that this client follows.");
    }

    public static Activity? StartSpawn(string kind, int count)
    {
        var activity = Source.StartActivity(ClientTelemetry.SpawnSpan, ActivityKind.Producer);
        activity?.SetTag(ClientTelemetry.KindTag, kind);
        activity?.SetTag(ClientTelemetry.BatchSizeTag, count);
        return activity;
    }

    public void OnSpawned(int count, TimeSpan elapsed)
    {
        _spawned.Add(count);
        _spawnDuration.Record(elapsed.TotalSeconds);
    }

    public void OnResubmitted() => _resubmitted.Add(1);

    public void OnOutstandingChanged(int change) => _outstanding.Add(change);
}
