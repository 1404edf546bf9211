namespace Spawner.Grains.Execution;

/// <summary>A silo's places to run. Not thread-safe: owned by <see cref="Executor"/>.</summary>
/// <remarks>Counts in thousandths of a slot: sums of fractions such as 0.05 must come back to exactly zero.</remarks>
internal sealed class SlotLedger(double slots)
{
    private readonly long _capacity = ToUnits(slots);
    private long _taken;
    private long _longRunning;

    public double Slots => _capacity / 1000.0;

    public double Taken => _taken / 1000.0;

    /// <summary>Slots that serve the queue.</summary>
    /// <remarks>
    /// Each slot that a long-running task holds is made up for by an extra one, as many as there are slots at most: with
    /// unknown durations a task that has run long will run longer, and the queue behind it must not wait for that.
    /// </remarks>
    public double Serving => Math.Max(0, Capacity - _longRunning) / 1000.0;

    /// <summary>Slots that tasks hold which are not long-running.</summary>
    public double TakenOfServing => (_taken - _longRunning) / 1000.0;

    public bool HasFree => _taken < Capacity;

    private long Capacity => _capacity + Math.Min(_longRunning, _capacity);

    public bool TryTake(double weight)
    {
        var units = ToUnits(weight);
        if (units > 0 && _taken + units > Capacity)
        {
            return false;
        }

        _taken += units;
        return true;
    }

    /// <summary>Takes slots even beyond the capacity: for a task that has begun and goes on.</summary>
    public void TakeAnyway(double weight) => _taken += ToUnits(weight);

    public void Release(double weight) => _taken -= ToUnits(weight);

    /// <summary>A task that holds so many slots has run for very long.</summary>
    public void OnLongRunning(double weight) => _longRunning += ToUnits(weight);

    /// <summary>It holds them no more.</summary>
    public void OnLongRunningEnded(double weight) => _longRunning -= ToUnits(weight);

    private static long ToUnits(double weight) => (long)Math.Round(weight * 1000);
}
