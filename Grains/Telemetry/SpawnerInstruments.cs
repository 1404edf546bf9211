using System.Diagnostics.Metrics;
using Spawner.Grains.Execution;
using Spawner.Grains.Messages;
using Spawner.Grains.Placement;

namespace Spawner.Grains.Telemetry;

/// <summary>The silo's metrics, as verbs. Durations are seconds; tags have few values.</summary>
internal sealed class SpawnerInstruments
{
    private readonly Meter _meter;
    private readonly Counter<long> _placed;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _moved;
    private readonly Counter<long> _noticesDropped;
    private readonly Counter<long> _adopted;
    private readonly Counter<long> _staleWrites;
    private readonly Counter<long> _outputDropped;
    private readonly Histogram<double> _placeDuration;
    private readonly Histogram<double> _queueDuration;
    private readonly Histogram<double> _runDuration;

    public SpawnerInstruments(IMeterFactory meters)
    {
        _meter = meters.Create(SpawnerTelemetry.Name);
        _placed = _meter.CreateCounter<long>(SpawnerTelemetry.Placed, "{task}", "Tasks that this silo placed.");
        _refused = _meter.CreateCounter<long>(SpawnerTelemetry.Refused, "{task}", "Tasks that this silo refused because the cluster is busy.");
        _ended = _meter.CreateCounter<long>(SpawnerTelemetry.Ended, "{task}", "Tasks that ended on this silo.");
        _moved = _meter.CreateCounter<long>(SpawnerTelemetry.Moved, "{task}", "Waiting tasks that this silo moved to another.");
        _noticesDropped = _meter.CreateCounter<long>(SpawnerTelemetry.NoticesDropped, "{notice}", "News of tasks dropped because the reader did not answer.");
        _adopted = _meter.CreateCounter<long>(SpawnerTelemetry.Adopted, "{task}", "Durable tasks that this silo took over from one that is gone.");
        _staleWrites = _meter.CreateCounter<long>(SpawnerTelemetry.StaleWrites, "{write}", "Outcomes and notes of durable tasks that were refused, since another silo has the task.");
        _outputDropped = _meter.CreateCounter<long>(SpawnerTelemetry.OutputDropped, "By", "Output of tasks that was dropped, or gave way to later output, before it was written down.");
        _placeDuration = _meter.CreateHistogram<double>(SpawnerTelemetry.PlaceDuration, "s", "Time from the arrival of a spawn request to its acknowledgement.");
        _queueDuration = _meter.CreateHistogram<double>(SpawnerTelemetry.QueueDuration, "s", "Time from the acceptance of a task to the start of its handler.");
        _runDuration = _meter.CreateHistogram<double>(SpawnerTelemetry.RunDuration, "s", "Time from the start of a handler to the outcome.");
    }

    /// <summary>Shows gauges that are read from the executor when someone looks.</summary>
    public void Observe(Func<LoadReport> load, double slots)
    {
        _meter.CreateObservableGauge(SpawnerTelemetry.Slots, () => slots, "{slot}", "Slots of this silo.");
        _meter.CreateObservableGauge(SpawnerTelemetry.SlotsTaken, () => load().SlotsTaken, "{slot}", "Slots taken by running tasks.");
        _meter.CreateObservableGauge(SpawnerTelemetry.RunningTasks, () => load().Running, "{task}", "Tasks that run, waiting ones included.");
        _meter.CreateObservableGauge(SpawnerTelemetry.QueuedTasks, () => load().Queued, "{task}", "Tasks that wait for a slot or a silo.");
    }

    /// <summary>Shows what placement goes by, read when someone looks.</summary>
    public void Observe(Func<PlacementFigures> figures)
    {
        _meter.CreateObservableGauge(SpawnerTelemetry.PlacementNotes, () => figures().Notes, "{note}", "Notes of silos with room that wait for a task.");
        _meter.CreateObservableGauge(SpawnerTelemetry.PlacementReportAge, () => figures().OldestReport.TotalSeconds, "s", "Age of the oldest load report that still counts.");
        _meter.CreateObservableGauge(SpawnerTelemetry.PlacementSkew, () => figures().Skew, "1", "Load for each slot of the most loaded silo less that of the least loaded one.");
    }

    public void OnTasksPlaced(PlacementRule rule, int count) => _placed.Add(count, new KeyValuePair<string, object?>(SpawnerTelemetry.RuleTag, NameOf(rule)));

    public void OnTasksRefused(int count) => _refused.Add(count);

    public void OnTasksMoved(int count) => _moved.Add(count);

    public void OnNoticesDropped(int count) => _noticesDropped.Add(count);

    public void OnTasksAdopted(int count) => _adopted.Add(count);

    public void OnStaleWriteRejected() => _staleWrites.Add(1);

    public void OnOutputDropped(int bytes) => _outputDropped.Add(bytes);

    public void OnBatchPlaced(TimeSpan elapsed) => _placeDuration.Record(elapsed.TotalSeconds);

    public void OnTaskStarted(string kind, TimeSpan queued) =>
        _queueDuration.Record(Math.Max(0, queued.TotalSeconds), new KeyValuePair<string, object?>(SpawnerTelemetry.KindTag, kind));

    public void OnTaskEnded(string kind, TaskEnd end)
    {
        var kindTag = new KeyValuePair<string, object?>(SpawnerTelemetry.KindTag, kind);
        var outcomeTag = new KeyValuePair<string, object?>(SpawnerTelemetry.OutcomeTag, NameOf(end.Phase));
        _ended.Add(1, kindTag, outcomeTag);
        if (end.StartedAt is { } started)
        {
            _runDuration.Record(Math.Max(0, (end.At - started).TotalSeconds), kindTag, outcomeTag);
        }
    }

    // Enum.ToString allocates, and these are on the path of every task.
    internal static string NameOf(TaskPhase phase) => phase switch
    {
        TaskPhase.Succeeded => "succeeded",
        TaskPhase.Failed => "failed",
        TaskPhase.Cancelled => "cancelled",
        TaskPhase.TimedOut => "timed_out",
        TaskPhase.Lost => "lost",
        _ => "not_ended",
    };

    private static string NameOf(PlacementRule rule) => rule switch
    {
        PlacementRule.Unused => "unused",
        PlacementRule.LocalFree => "local_free",
        PlacementRule.IdleNote => "idle_note",
        PlacementRule.LeastLoaded => "least_loaded",
        PlacementRule.LeastLoadedOfDrawn => "least_loaded_of_drawn",
        PlacementRule.Preferred => "preferred",
        PlacementRule.Pinned => "pinned",
        PlacementRule.Faster => "faster",
        _ => "no_candidate",
    };
}
