using System.Diagnostics.Metrics;

namespace Spawner.Client.Telemetry;

/// <summary>What the client counts and measures.</summary>
internal sealed class ClientInstruments
{
    // Owned, and disposed of, by the factory.
    private readonly Meter _meter;
    private readonly Counter<long> _spawned;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _resubmitted;
    private readonly UpDownCounter<long> _outstanding;
    private readonly Histogram<double> _spawnDuration;

    public ClientInstruments(IMeterFactory meters)
    {
        _meter = meters.Create(ClientTelemetry.Name);
        _spawned = _meter.CreateCounter<long>(ClientTelemetry.Spawned, "{task}", "Tasks that silos have accepted from this client.");
        _refused = _meter.CreateCounter<long>(ClientTelemetry.Refused, "{task}", "Answers that the cluster is too busy for a task.");
        _resubmitted = _meter.CreateCounter<long>(ClientTelemetry.Resubmitted, "{request}", "Requests sent again for want of an answer.");
        _outstanding = _meter.CreateUpDownCounter<long>(ClientTelemetry.Outstanding, "{task}", "Tasks whose end this client waits to hear of.");
        _spawnDuration = _meter.CreateHistogram<double>(ClientTelemetry.SpawnDuration, "s", "Time from a spawn to its acknowledgement.");
    }

    public void OnSpawned(int tasks) => _spawned.Add(tasks);

    public void OnSpawnAcknowledged(TimeSpan elapsed) => _spawnDuration.Record(elapsed.TotalSeconds);

    public void OnRefused(int tasks) => _refused.Add(tasks);

    public void OnResubmitted() => _resubmitted.Add(1);

    public void OnTracked() => _outstanding.Add(1);

    public void OnUntracked() => _outstanding.Add(-1);
}
