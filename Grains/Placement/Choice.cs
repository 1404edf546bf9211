namespace Spawner.Grains.Placement;

/// <summary>A decision.</summary>
/// <param name="Silo">Number of the chosen silo in its <see cref="Dispatcher"/>; -1 for none.</param>
/// <param name="Rule">What chose it.</param>
internal readonly record struct Choice(int Silo, PlacementRule Rule);
