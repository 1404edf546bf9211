namespace Spawner.Grains.Telemetry;

/// <summary>Names of everything that silos emit; docs/telemetry.md describes each.</summary>
public static class SpawnerTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "Spawner";

    internal const string PlaceSpan = "place";
    internal const string RunSpan = "run";

    internal const string KindTag = "spawner.kind";
    internal const string TaskIdTag = "spawner.task.id";
    internal const string RunTag = "spawner.run";
    internal const string OutcomeTag = "spawner.outcome";
    internal const string RuleTag = "spawner.rule";
    internal const string BatchSizeTag = "spawner.batch.size";

    internal const string Placed = "spawner.tasks.placed";
    internal const string Refused = "spawner.tasks.refused";
    internal const string Ended = "spawner.tasks.ended";
    internal const string Adopted = "spawner.tasks.adopted";
    internal const string StaleWrites = "spawner.stale_writes.rejected";
    internal const string OutputDropped = "spawner.output.dropped";
    internal const string Moved = "spawner.tasks.moved";
    internal const string PlaceDuration = "spawner.place.duration";
    internal const string QueueDuration = "spawner.queue.duration";
    internal const string RunDuration = "spawner.run.duration";
    internal const string NoticesDropped = "spawner.notices.dropped";
    internal const string SlotsTaken = "spawner.slots.taken";
    internal const string Slots = "spawner.slots";
    internal const string RunningTasks = "spawner.tasks.running";
    internal const string QueuedTasks = "spawner.tasks.queued";
    internal const string PlacementNotes = "spawner.placement.notes";
    internal const string PlacementReportAge = "spawner.placement.report.age";
    internal const string PlacementSkew = "spawner.placement.skew";
}
