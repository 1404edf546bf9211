namespace Spawner.Grains.Placement;

/// <summary>When a silo has room, and what it says of it. Pure.</summary>
internal static class Idleness
{
    /// <summary>Silos that one round tells of room.</summary>
    internal const int ToldPerRound = 3;

    /// <summary>Silos that one with the longest queue asks at a time.</summary>
    internal const int MostAskedPerRound = 8;

    private const int LeastAskedPerRound = 2;

    /// <summary>With less room than this a silo does not tell: what tasks that mostly wait weigh by default.</summary>
    internal const double LeastRoom = 0.05;

    /// <summary>A silo that has had no task for this long gets the next one, wherever it is placed.</summary>
    internal static readonly TimeSpan UnusedAfter = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long the news is good for that a silo is unused: until it tells the next one, and a little longer. With a gap
    /// between, tasks that come at the same pace would always fall into it.
    /// </summary>
    internal static readonly TimeSpan UnusedNoteLife = 1.25 * RoundPace.LongestPause;

    private static readonly TimeSpan ShortestLife = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Slots to ask work for: the free ones, and for tasks shorter than the way to this silo as many more as end within a
    /// round trip.
    /// </summary>
    public static double Room(double slots, double load, TimeSpan serviceTime, TimeSpan roundTrip) =>
        Math.Max(0, slots + Math.Floor(slots * (roundTrip / serviceTime)) - load);

    /// <summary>How soon a silo that still has room tells others after it has told some.</summary>
    public static TimeSpan TellAgainAfter(TimeSpan serviceTime, TimeSpan roundTrip) =>
        4 * roundTrip > serviceTime / 2 ? 4 * roundTrip : serviceTime / 2;

    /// <summary>How soon a silo that still has tasks waiting asks others after it has asked some: they had the time to answer, and tasks to arrive.</summary>
    public static TimeSpan AskAgainAfter(TimeSpan roundTrip) => 8 * roundTrip;

    /// <summary>
    /// Silos that one with tasks waiting asks at a time: as many as tasks wait for each of its slots, since a burst that came to one
    /// silo must find many others.
    /// </summary>
    public static int Asked(int waiting, double slots) => (int)Math.Clamp(waiting / slots, LeastAskedPerRound, MostAskedPerRound);

    /// <summary>How long a note is good for: as long as the slot is likely to stay free, others having been told of it, too.</summary>
    public static TimeSpan NoteLife(TimeSpan serviceTime, TimeSpan roundTrip)
    {
        var life = (serviceTime + roundTrip) / 2;
        return life < ShortestLife ? ShortestLife : life > LongestLife ? LongestLife : life;
    }
}
