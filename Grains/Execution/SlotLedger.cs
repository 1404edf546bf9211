namespace Spawner.Grains.Execution;

/// <summary>A silo's places to run. Not thread-safe: owned by <see cref="Executor"/>.</summary>
/// <remarks>Counts in thousandths of a slot: sums of fractions such as 0.05 must come back to exactly zero.</remarks>
internal sealed class SlotLedger(double slots)
{
    private readonly long _capacity = ToUnits(slots);
    private long _taken;

    public double Slots => _capacity / 1000.0;

    public double Taken => _taken / 1000.0;

    public bool HasFree => _taken < _capacity;

    public bool TryTake(double weight)
    {
        var units = ToUnits(weight);
        if (units > 0 && _taken + units > _capacity)
        {
            return false;
        }

        _taken += units;
        return true;
    }

    /// <summary>Takes slots even beyond the capacity: for a task that has begun and goes on.</summary>
    public void TakeAnyway(double weight) => _taken += ToUnits(weight);

    public void Release(double weight) => _taken -= ToUnits(weight);

    private static long ToUnits(double weight) => (long)Math.Round(weight * 1000);
}
