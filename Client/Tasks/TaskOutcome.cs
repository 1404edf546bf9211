namespace Spawner.Client;

/// <summary>How one task ended.</summary>
/// <param name="Id">The task, as it was asked for.</param>
/// <param name="Snapshot">The task at its end; <see langword="null"/> if the cluster does not know it.</param>
/// <param name="Result">Its result, if it succeeded.</param>
public sealed record TaskOutcome(TaskId Id, TaskSnapshot? Snapshot, RawJson? Result);
