using System.Numerics;

namespace Spawner.Grains.Execution;

/// <summary>
/// How tasks of one kind went on this silo of late. Where most of them fail the silo gets none of that kind for a while, then
/// one to try: a silo on which everything fails at once always has a free slot, and would draw all tasks to itself. Whether
/// they fail elsewhere, too, is judged by those that hear of all silos. Pure.
/// </summary>
internal sealed class KindHealth
{
    /// <summary>Tasks that are looked back on; the silo rests when more than half of so many failed.</summary>
    internal const int Window = 20;

    private const uint Mask = (1u << Window) - 1;

    internal static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private uint _failures;
    private TimeSpan? _restsUntil;
    private bool _isTolerated;
    private bool _trialRuns;

    /// <summary>Whether something is wrong, or was and is not known to be over.</summary>
    public bool IsSound => _restsUntil is null;

    /// <summary>Whether others should send tasks of the kind elsewhere.</summary>
    public bool IsFailing(TimeSpan now) => _restsUntil is { } until && (now < until || _trialRuns);

    /// <summary>Whether a task of the kind may start here.</summary>
    public bool MayStart(TimeSpan now) => !IsFailing(now) || _isTolerated;

    /// <summary>No other silo does better: tasks may as well fail here.</summary>
    public void Tolerate() => _isTolerated = _restsUntil is not null;

    /// <summary>A task of the kind starts.</summary>
    public void OnStarted(TimeSpan now) => _trialRuns |= _restsUntil <= now;

    /// <summary>A task of the kind ended.</summary>
    /// <returns>Whether the silo begins to rest from the kind with this one, or ends to.</returns>
    public bool OnEnded(bool failed, TimeSpan now)
    {
        _failures = ((_failures << 1) | (failed ? 1u : 0)) & Mask;
        var wasSound = IsSound;
        if (_restsUntil is null)
        {
            if (2 * BitOperations.PopCount(_failures) > Window)
            {
                BeginRest(now);
            }
        }
        else if (_restsUntil <= now)
        {
            if (failed)
            {
                BeginRest(now);
            }
            else
            {
                (_restsUntil, _failures, _isTolerated, _trialRuns) = (null, 0, false, false);
            }
        }

        return wasSound != IsSound;
    }

    private void BeginRest(TimeSpan now) => (_restsUntil, _isTolerated, _trialRuns) = (now + Rest, false, false);
}
