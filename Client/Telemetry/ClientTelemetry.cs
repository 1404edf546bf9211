namespace Spawner.Client.Telemetry;

/// <summary>Names of everything that the client library emits; docs/telemetry.md describes each.</summary>
internal static class ClientTelemetry
{
    /// <summary>Name of the activity source and of the meter; silos use the same.</summary>
    public const string Name = "Spawner";

    public const string SpawnSpan = "spawn";

    public const string KindTag = "spawner.kind";
    public const string TaskIdTag = "spawner.task.id";
    public const string BatchSizeTag = "spawner.batch.size";

    public const string Spawned = "spawner.client.spawned";
    public const string Refused = "spawner.client.refused";
    public const string SpawnDuration = "spawner.client.spawn.duration";
    public const string Outstanding = "spawner.client.outstanding";
    public const string Resubmitted = "spawner.client.resubmitted";
}
