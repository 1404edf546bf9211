namespace Spawner.Cli.Processes;

/// <summary>What silos to start.</summary>
/// <param name="Silos">How many.</param>
/// <param name="Slots">Slots of each; <see langword="null"/> for their own default.</param>
/// <param name="IsDurable">Whether they keep durable tasks.</param>
internal sealed record ClusterPlan(int Silos, int? Slots, bool IsDurable);
