namespace Spawner.Bench.Placement.Engine;

/// <summary>What a policy sends from silo to silo, or to itself at a later time.</summary>
/// <param name="Kind">What it means; the policy's own numbering.</param>
/// <param name="From">The sender.</param>
/// <param name="To">The receiver.</param>
/// <param name="Task">A task that goes with it; -1 for none.</param>
/// <param name="Value">A figure that goes with it.</param>
internal readonly record struct Message(int Kind, int From, int To, int Task = -1, double Value = 0);
