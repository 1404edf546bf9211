namespace Spawner.Client.Telemetry;

/// <summary>Names of what the client library emits; docs/telemetry.md describes each.</summary>
internal static class ClientTelemetry
{
    public const string Name = "Spawner";
    public const string SpawnSpan = "spawn";
    public const string KindTag = "spawner.kind";
    public const string BatchSizeTag = "spawner.batch.size";
    public const string Spawned = "spawner.client.spawned";
    public const string Resubmitted = "spawner.client.resubmitted";
    public const string SpawnDuration = "spawner.client.spawn.duration";
    public const string Outstanding = "spawner.client.outstanding";
}
