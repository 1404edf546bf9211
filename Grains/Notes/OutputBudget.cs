namespace Spawner.Grains.Notes;

/// <summary>Memory that the output of all tasks that run on this silo may take. Thread-safe.</summary>
/// <param name="bytes">As much.</param>
internal sealed class OutputBudget(long bytes)
{
    private long _taken;

    public long Taken => Volatile.Read(ref _taken);

    public bool TryTake(int more)
    {
        if (Interlocked.Add(ref _taken, more) <= bytes)
        {
            return true;
        }

        Release(more);
        return false;
    }

    public void Release(int less) => Interlocked.Add(ref _taken, -less);
}
