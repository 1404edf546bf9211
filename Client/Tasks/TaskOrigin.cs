namespace Spawner.Client.Tasks;

/// <summary>What the client itself knows of a task that it spawned; shared by all tasks of one spawn.</summary>
internal sealed record TaskOrigin(string Kind, SpawnOptions? Options, string Namespace, string Submitter);
