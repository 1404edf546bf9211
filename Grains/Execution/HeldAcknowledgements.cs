namespace Spawner.Grains.Execution;

/// <summary>
/// Lets none of the answers that are held back wait for long, whatever was expected. One timer serves all of them: a timer for
/// each would cost more than the tasks they wait for.
/// </summary>
internal sealed class HeldAcknowledgements : IDisposable
{
    /// <summary>Looks so often while any is held: so none is held for longer than twice that.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(25);

    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private HashSet<Acknowledgement> _young = [];
    private HashSet<Acknowledgement> _old = [];
    private bool _isArmed;

    public HeldAcknowledgements(TimeProvider clock) => _timer = clock.CreateTimer(
        static held => ((HeldAcknowledgements)held!).OnPeriodOver(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Waits until the answer may go.</summary>
    public async Task WaitAsync(Acknowledgement held)
    {
        lock (_lock)
        {
            _young.Add(held);
            if (!_isArmed)
            {
                _isArmed = true;
                _timer.Change(Period, Timeout.InfiniteTimeSpan);
            }
        }

        await held.Over;
        lock (_lock)
        {
            if (!_young.Remove(held))
            {
                _old.Remove(held);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void OnPeriodOver()
    {
        lock (_lock)
        {
            foreach (var held in _old)
            {
                held.WaitNoLonger();
            }

            _old.Clear();
            (_young, _old) = (_old, _young);
            _isArmed = _old.Count > 0;
            if (_isArmed)
            {
                _timer.Change(Period, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
