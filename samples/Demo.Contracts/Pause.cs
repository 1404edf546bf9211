namespace Spawner.Demo;

/// <summary>A time to let pass.</summary>
/// <param name="Milliseconds">How long.</param>
/// <param name="HoldsSlot">Whether the task takes its slots meanwhile, as one that computes does; else it weighs nothing.</param>
public readonly record struct Pause(int Milliseconds, bool HoldsSlot = false);
