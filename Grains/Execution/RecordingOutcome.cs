using Spawner.Contracts;

namespace Spawner.Grains.Execution;

/// <summary>What became of tasks that were to be written down together.</summary>
/// <param name="Refusal">Why none was; <see langword="null"/> if they were.</param>
/// <param name="Conflicts">Those that were not, since others have their keys.</param>
internal sealed record RecordingOutcome(string? Refusal, IReadOnlyList<TaskConflict> Conflicts);
