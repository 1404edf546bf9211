namespace Spawner.Demo;

/// <summary>A time to let pass.</summary>
/// <param name="Milliseconds">How long.</param>
public readonly record struct Pause(int Milliseconds);
