namespace Spawner.Grains.Placement;

/// <summary>Where a task goes.</summary>
/// <param name="Silo">The chosen silo; <see langword="null"/> if none may run it.</param>
/// <param name="Rule">What chose it.</param>
internal readonly record struct PlacementDecision(SiloAddress? Silo, PlacementRule Rule);
