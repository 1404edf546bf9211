namespace Spawner.Grains.Placement;

/// <summary>What a silo's placement goes by, in three figures.</summary>
/// <param name="Notes">Notes of silos with room that wait for a task.</param>
/// <param name="OldestReport">Age of the oldest report that still counts.</param>
/// <param name="Skew">Load for each serving slot of the most loaded silo less that of the least loaded one; of those that take tasks.</param>
internal readonly record struct PlacementFigures(int Notes, TimeSpan OldestReport, double Skew);
