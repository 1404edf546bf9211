namespace Spawner.Grains.Execution;

/// <summary>What became of tasks that were to be written down together.</summary>
/// <param name="Refusal">Why some were not; <see langword="null"/> if none was refused.</param>
/// <param name="Refused">Those: they are to be spawned again.</param>
/// <param name="Conflicts">Those that are not spawned, since others have their keys, with these.</param>
internal sealed record RecordingOutcome(string? Refusal, IReadOnlySet<Guid> Refused, IReadOnlyDictionary<Guid, TaskId> Conflicts);
