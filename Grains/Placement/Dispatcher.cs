namespace Spawner.Grains.Placement;

/// <summary>
/// What one silo knows of the others, and where it sends tasks. Pure: it sees reports, notes, a time and random numbers, and
/// neither a clock nor a message. The batch path, the placement director of Orleans and the simulator use this same object.
/// Not thread-safe.
/// </summary>
/// <remarks>
/// A silo with a free slot says so to a few others (idle notes, as of Lu et al., Join-Idle-Queue, 2011); whoever has a waiting
/// task hands it over, and whoever has none keeps the note for the next one. So a task runs here while a slot is free here; else
/// goes where a note says that one is; else to the best of a few silos drawn by capacity. docs/placement.md has the
/// measurements behind each part.
/// </remarks>
internal sealed class Dispatcher
{
    /// <summary>
    /// Of more silos than <see cref="CompareAllUpTo"/>, this many capacity-weighted draws are compared: a few choices give most
    /// of the gain of comparing all (Mitzenmacher, The Power of Two Choices, 2001) and spread the dispatchers of large clusters.
    /// </summary>
    internal const int Draws = 4;

    /// <summary>Of so few silos all are compared.</summary>
    internal const int CompareAllUpTo = 8;

    /// <summary>Notes of each sort that are kept at most.</summary>
    private const int MaximumNotes = 256;

    /// <summary>Draws among which the silo that seems to have most waiting is looked for.</summary>
    private const int BacklogDraws = 8;

    /// <summary>A note is good for one slot: the silo told others, too, and they need some.</summary>
    private const double LargestNote = 1;

    /// <summary>
    /// Scores closer than this (in load per slot) are equal, and chosen by chance. What is left of old reports after
    /// discounting must not decide, or every dispatcher would follow it.
    /// </summary>
    private const double Tie = 0.02;

    /// <summary>A slot counts as faster than another one from here on: a few per cent are not worth a message.</summary>
    private const double Faster = 1.2;

    private readonly Random _random;
    private readonly TimeSpan _silentAfter;
    private readonly IdleNotes _notes;
    private readonly IdleNotes _unusedNotes;
    private readonly Stack<int> _freeNumbers;
    private PeerLoad[] _silos = new PeerLoad[16];
    private int _count;
    private int _local = -1;

    /// <summary>Makes a dispatcher that knows nobody.</summary>
    /// <param name="random">Draws candidates and breaks ties.</param>
    /// <param name="silentAfter">A silo that has not reported for so long is out of the choice until it does.</param>
    public Dispatcher(Random random, TimeSpan silentAfter)
    {
        _random = random;
        _silentAfter = silentAfter;
        _notes = new IdleNotes(MaximumNotes);
        _unusedNotes = new IdleNotes(MaximumNotes);
        _freeNumbers = [];
    }

    private Dispatcher(Dispatcher other)
    {
        (_random, _silentAfter, _count, _local) = (other._random, other._silentAfter, other._count, other._local);
        _notes = other._notes.Copy();
        _unusedNotes = other._unusedNotes.Copy();
        _freeNumbers = new Stack<int>(other._freeNumbers.Reverse());
        _silos = [.. other._silos];
    }

    /// <summary>Notes that wait for a task.</summary>
    public int NoteCount => _notes.Count + _unusedNotes.Count;

    /// <summary>One that knows the same and goes its own way from here: to see what it would do.</summary>
    public Dispatcher Copy() => new(this);

    /// <summary>Makes a silo known. It is out of the choice until it reports.</summary>
    /// <returns>The number by which it is called; free again after <see cref="Remove"/>.</returns>
    public int Add(double slots, bool isLocal, TimeSpan now, double speed = 1)
    {
        if (!_freeNumbers.TryPop(out var number))
        {
            number = _count++;
            if (number == _silos.Length)
            {
                Array.Resize(ref _silos, 2 * number);
            }
        }

        _silos[number] = new PeerLoad { IsLocal = isLocal, Slots = slots, Speed = speed, ReportedAt = now };
        _local = isLocal ? number : _local;
        return number;
    }

    /// <summary>Forgets a silo. Audiences that have it as a member must not be used again.</summary>
    public void Remove(int silo)
    {
        _silos[silo].Tier = CandidateTier.Out;
        _notes.Forget(silo);
        _unusedNotes.Forget(silo);
        _local = _local == silo ? -1 : _local;
        _freeNumbers.Push(silo);
    }

    /// <summary>What is known of a silo; to be read, or changed in place.</summary>
    public ref PeerLoad this[int silo] => ref _silos[silo];

    /// <summary>The tier that counts now: a silo that has been silent for too long is out, whatever it said last.</summary>
    public CandidateTier TierOf(int silo, TimeSpan now) => IsHeard(silo, now) ? this[silo].Tier : CandidateTier.Out;

    /// <summary>Whether a silo has reported of late.</summary>
    public bool IsHeard(int silo, TimeSpan now) => this[silo].Age(now) <= _silentAfter;

    /// <summary>A silo has room.</summary>
    /// <param name="silo">Its number.</param>
    /// <param name="room">Slots that it offers.</param>
    /// <param name="unused">It has had no task for a while: it gets the next one, before the local silo does.</param>
    /// <param name="now">The present time.</param>
    /// <param name="expires">When the news is too old to act on.</param>
    public void OnIdle(int silo, double room, bool unused, TimeSpan now, TimeSpan expires) =>
        (unused ? _unusedNotes : _notes).Add(new IdleNote(silo, Math.Min(room, LargestNote), now, expires));

    /// <summary>Chooses the silo for a task and counts the task as sent there.</summary>
    /// <param name="audience">Silos that may run it.</param>
    /// <param name="weight">Slots that it takes.</param>
    /// <param name="now">The present time, on the clock of all other times here.</param>
    public Choice Place(Audience audience, double weight, TimeSpan now)
    {
        var choice = Choose(audience, weight, now, use: true);
        if (choice.Silo >= 0)
        {
            this[choice.Silo].OnSent(weight);
        }

        return choice;
    }

    /// <summary>The choice that <see cref="Place"/> would make, but for chance. Changes nothing.</summary>
    public Choice Explain(Audience audience, double weight, TimeSpan now) => Choose(audience, weight, now, use: false);

    /// <summary>A silo with room for a task that waits here; -1 if no note tells of one.</summary>
    public int TakeNote(Audience audience, double weight, TimeSpan now)
    {
        var unused = TakeNote(_unusedNotes, audience, weight, now, use: true);
        var silo = unused >= 0 ? unused : TakeNote(_notes, audience, weight, now, use: true);
        if (silo >= 0)
        {
            this[silo].OnSent(weight);
        }

        return silo;
    }

    /// <summary>
    /// Chooses whom to tell that this silo has room: who placed the task that ended last, since it may be the only one that
    /// has any; who handed it on, since it may have more of them waiting; the one that seems to have most waiting, of a few; and
    /// others by chance. Those that seem to have room themselves
    /// are spared: they would keep their tasks, and ask once they have some waiting.
    /// </summary>
    /// <param name="audience">All silos.</param>
    /// <param name="placer">The silo that placed the last task that ended here, heard of or not; -1 for none.</param>
    /// <param name="sender">The silo that this task came from.</param>
    /// <param name="now">The present time.</param>
    /// <param name="targets">Takes the numbers of the chosen silos; as many are chosen as it has places, if there are so many.</param>
    /// <returns>How many were chosen.</returns>
    public int ChooseWhomToTell(Audience audience, int placer, int sender, TimeSpan now, Span<int> targets)
    {
        var count = 0;
        foreach (var origin in (ReadOnlySpan<int>)[placer, sender])
        {
            if (origin >= 0 && origin != _local && !targets[..count].Contains(origin))
            {
                targets[count++] = origin;
            }
        }

        if (count < targets.Length && MostBacklogged(audience, now) is >= 0 and var backlogged && !targets[..count].Contains(backlogged))
        {
            targets[count++] = backlogged;
        }

        return Fill(audience, now, targets, count, fullOnly: true);
    }

    /// <summary>Chooses whom to ask for room for tasks that wait here: by chance, as any knows best itself whether it has some.</summary>
    public int ChooseWhomToAsk(Audience audience, TimeSpan now, Span<int> targets) => Fill(audience, now, targets, count: 0, fullOnly: false);

    /// <summary>
    /// Chooses whom to tell that this silo has had no task for a while: one of those that place tasks, by how many they
    /// placed of late, or any if nobody did. Only one: several would each send a task.
    /// </summary>
    public int ChooseWhomToTellUnused(Audience audience, TimeSpan now)
    {
        var chosen = -1;
        long placed = 0;
        foreach (var silo in audience.Members)
        {
            if (IsPeer(silo, now))
            {
                // One more than it placed, so that somebody is told where nobody has placed a task yet.
                var chances = this[silo].RecentlyPlaced + 1;
                placed += chances;
                chosen = _random.NextInt64(placed) < chances ? silo : chosen;
            }
        }

        return chosen;
    }

    /// <summary>Chooses the silo for a new activation of a grain; -1 if none of them is known.</summary>
    /// <param name="silos">Numbers of those that have the grain's class.</param>
    /// <param name="now">The present time.</param>
    public int PlaceActivation(ReadOnlySpan<int> silos, TimeSpan now)
    {
        var search = new Search(_random);
        var compared = silos.Length <= CompareAllUpTo ? silos.Length : 2 * Draws;
        for (var i = 0; i < compared; i++)
        {
            var silo = compared == silos.Length ? silos[i] : silos[_random.Next(silos.Length)];
            var tier = TierOf(silo, now);
            if (tier > CandidateTier.Out)
            {
                search.Consider(silo, tier, this[silo].ActivationScore());
            }
        }

        return search.Best;
    }

    private Choice Choose(Audience audience, double weight, TimeSpan now, bool use)
    {
        if (audience.PreferredMembers.Length > 0 && LeastLoaded(audience.PreferredMembers, weight, now, withRoom: true) is >= 0 and var preferred)
        {
            return new Choice(preferred, PlacementRule.Preferred);
        }

        // A task that takes no slot finds room everywhere: it goes where the fewest are.
        if (weight > 0)
        {
            var isFreeHere = audience.Contains(_local) && TierOf(_local, now) == CandidateTier.Open && this[_local].HasRoom(weight);
            if (isFreeHere && this[_local].Speed < 1 && FasterFree(audience, weight, now) is >= 0 and var faster)
            {
                return new Choice(faster, PlacementRule.Faster);
            }

            if (TakeNote(_unusedNotes, audience, weight, now, use) is >= 0 and var unused)
            {
                return new Choice(unused, PlacementRule.Unused);
            }

            if (isFreeHere)
            {
                return new Choice(_local, PlacementRule.LocalFree);
            }

            if (TakeNote(_notes, audience, weight, now, use) is >= 0 and var noted)
            {
                return new Choice(noted, PlacementRule.IdleNote);
            }
        }

        if (audience.Members.Length > CompareAllUpTo && LeastLoadedOfDrawn(audience, weight, now) is >= 0 and var drawn)
        {
            return new Choice(drawn, PlacementRule.LeastLoadedOfDrawn);
        }

        return LeastLoaded(audience.Members, weight, now, withRoom: false) is >= 0 and var best
            ? new Choice(best, PlacementRule.LeastLoaded)
            : new Choice(-1, PlacementRule.NoCandidate);
    }

    private int TakeNote(IdleNotes notes, Audience audience, double weight, TimeSpan now, bool use)
    {
        for (var below = notes.Count; notes.Find(audience, weight, now, below) is >= 0 and var position; below = position)
        {
            var note = notes[position];
            var silo = note.Silo;
            ref readonly var load = ref this[silo];
            var isOpen = TierOf(silo, now) == CandidateTier.Open && (load.ReportedAt <= note.At || load.HasRoom(weight));
            if (use)
            {
                notes.Use(position, isOpen ? weight : double.PositiveInfinity);
            }

            if (isOpen)
            {
                return silo;
            }
        }

        return -1;
    }

    /// <summary>Another silo, and one that takes part.</summary>
    private bool IsPeer(int silo, TimeSpan now) => silo != _local && TierOf(silo, now) > CandidateTier.Out;

    private int Fill(Audience audience, TimeSpan now, Span<int> targets, int count, bool fullOnly)
    {
        for (var draw = 0; draw < 4 * targets.Length && count < targets.Length; draw++)
        {
            var drawn = audience.Members[_random.Next(audience.Members.Length)];
            if (IsPeer(drawn, now) && !(fullOnly && this[drawn].HasRoom(LargestNote)) && !targets[..count].Contains(drawn))
            {
                targets[count++] = drawn;
            }
        }

        return count;
    }

    private int MostBacklogged(Audience audience, TimeSpan now)
    {
        var (most, found) = (double.NegativeInfinity, -1);
        for (var draw = 0; draw < BacklogDraws; draw++)
        {
            var drawn = audience.Members[_random.Next(audience.Members.Length)];
            ref readonly var load = ref this[drawn];
            if (IsPeer(drawn, now) && !load.HasRoom(LargestNote) && load.ReportedLoad - load.ServingSlots > most)
            {
                (most, found) = (load.ReportedLoad - load.ServingSlots, drawn);
            }
        }

        return found;
    }

    /// <summary>The least loaded of the silos of the best tier that is present; with room only of those that are open.</summary>
    private int LeastLoaded(ReadOnlySpan<int> silos, double weight, TimeSpan now, bool withRoom)
    {
        var search = new Search(_random);
        foreach (var silo in silos)
        {
            var tier = TierOf(silo, now);
            if (withRoom ? tier == CandidateTier.Open && this[silo].HasRoom(weight) : tier > CandidateTier.Out)
            {
                search.Consider(silo, tier, this[silo].Score(weight, now));
            }
        }

        return search.Best;
    }

    /// <summary>Of a few silos the fastest with room, if its slots are faster than those of this silo; -1 if there is none.</summary>
    private int FasterFree(Audience audience, double weight, TimeSpan now)
    {
        var (fastest, found) = (Faster * this[_local].Speed, -1);
        for (var i = 0; i < Math.Min(audience.Members.Length, CompareAllUpTo); i++)
        {
            var silo = audience.Members.Length <= CompareAllUpTo ? audience.Members[i] : audience.Draw(_random);
            ref readonly var load = ref this[silo];
            if (load.Speed > fastest && TierOf(silo, now) == CandidateTier.Open && load.HasRoom(weight))
            {
                (fastest, found) = (load.Speed, silo);
            }
        }

        return found;
    }

    /// <summary>The least loaded of a few open silos; -1 if hardly any is open.</summary>
    private int LeastLoadedOfDrawn(Audience audience, double weight, TimeSpan now)
    {
        var search = new Search(_random);
        for (int draw = 0, open = 0; draw < 2 * Draws && open < Draws; draw++)
        {
            var drawn = audience.Draw(_random);
            ref readonly var load = ref this[drawn];
            if (load.Tier == CandidateTier.Open && load.Age(now) <= _silentAfter)
            {
                open++;
                search.Consider(drawn, CandidateTier.Open, load.Score(weight, now));
            }
        }

        return search.Best;
    }

    /// <summary>Keeps the best silo so far; of equal ones each with the same chance.</summary>
    private struct Search(Random random)
    {
        private CandidateTier _tier = CandidateTier.Out;
        private double _score;
        private int _equal;

        public int Best { get; private set; } = -1;

        public void Consider(int silo, CandidateTier tier, double score)
        {
            if (tier > _tier || (tier == _tier && score < _score - Tie))
            {
                (Best, _tier, _score, _equal) = (silo, tier, score, 1);
            }
            else if (tier == _tier && score <= _score + Tie && random.Next(++_equal) == 0)
            {
                Best = silo;
            }
        }
    }
}
