namespace Spawner.Client;

/// <summary>
/// Spawns tasks on a cluster of silos, and awaits, watches and cancels them. One instance serves a whole program and
/// may be used by any number of callers at once.
/// </summary>
/// <remarks>
/// Every method throws <see cref="ClusterUnavailableException"/> when no silo answers within
/// <see cref="SpawnerClientOptions.RequestTimeout"/>, having tried others, and
/// <see cref="SpawnDeniedException"/> when the submitter may not do what it asks for.
/// </remarks>
public partial interface ISpawnerClient
{
}
