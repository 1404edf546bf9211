namespace Spawner.Grains.ClusterLoad;

/// <summary>Wakes one agent, once for all that happened since it last looked. Setting it never waits and does no work.</summary>
internal sealed class Signal : IDisposable
{
    private readonly SemaphoreSlim _set = new(0, 1);

    public void Set()
    {
        if (_set.CurrentCount == 0)
        {
            try
            {
                _set.Release();
            }
            catch (SemaphoreFullException)
            {
                // Another thread was first: the agent wakes once for both.
            }
        }
    }

    /// <summary>Waits until it is set, or the time is over; in whole milliseconds, since a semaphore does not wait at all for a part of one.</summary>
    /// <returns>Whether it was set.</returns>
    public Task<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        _set.WaitAsync(TimeSpan.FromMilliseconds(Math.Ceiling(timeout.TotalMilliseconds)), cancellationToken);

    public void Dispose() => _set.Dispose();
}
