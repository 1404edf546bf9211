namespace Spawner.Grains.Placement;

/// <summary>How often a silo may tell of a load that changed before its next report is due. Pure.</summary>
internal static class ReportPace
{
    /// <summary>So that reports never take more messages than one period's to <paramref name="mostPeers"/> silos does, however many silos there are.</summary>
    public static TimeSpan LeastInterval(TimeSpan period, TimeSpan least, int peers, int mostPeers)
    {
        var share = period * Math.Min(1, (double)peers / mostPeers);
        return share > least ? share : least;
    }
}
