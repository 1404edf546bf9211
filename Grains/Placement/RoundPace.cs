namespace Spawner.Grains.Placement;

/// <summary>
/// When a silo sends its next round of messages to peers: at once when there is news, but at most once in a round trip; and again
/// while nothing changes, ever more rarely. Pure.
/// </summary>
internal sealed class RoundPace
{
    internal static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private TimeSpan? _last;
    private TimeSpan _pause;

    /// <summary>There is news: the next round is due after a round trip, not after the last pause.</summary>
    public void Restart() => _pause = TimeSpan.Zero;

    /// <summary>When the next round is due, if there is something to say then.</summary>
    public TimeSpan NextDue(TimeSpan roundTrip) =>
        _last is { } last ? last + (_pause > roundTrip ? _pause : roundTrip) : TimeSpan.Zero;

    /// <summary>A round is sent; the next one follows after twice the pause before it, up to a second.</summary>
    /// <param name="now">The present time.</param>
    /// <param name="firstPause">The pause after the first round since there was news.</param>
    public void OnRound(TimeSpan now, TimeSpan firstPause)
    {
        var next = _pause == TimeSpan.Zero ? firstPause : 2 * _pause;
        _pause = next < LongestPause ? next : LongestPause;
        _last = now;
    }
}
