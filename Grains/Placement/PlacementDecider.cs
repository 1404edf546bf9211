namespace Spawner.Grains.Placement;

/// <summary>
/// Chooses the silo for a task. Pure and allocation-free: it sees candidates, a weight and random numbers, and neither a
/// clock nor a message; the batch path and the placement director of Orleans use this same code.
/// </summary>
/// <remarks>
/// The score of a silo is its expected load per serving slot with the new task on it. What the decider's own silo has
/// sent there and no report counts yet is known exactly and counted in full; what the last report said is discounted
/// by its age, down to "one task for each slot": acting greedily on old news would send every dispatcher's tasks to
/// the same silo (Mitzenmacher, How Useful Is Old Information?, 2000; Dahlin, Interpreting Stale Load Information, 2000).
/// A report keeps its worth for about as long as the reported queue needs to drain.
/// </remarks>
internal static class PlacementDecider
{
    /// <summary>
    /// Up to this many candidates all are compared; of more, this many capacity-weighted draws: a few choices give most of
    /// the gain of comparing all (Mitzenmacher, The Power of Two Choices, 2001) and spread the dispatchers of large clusters.
    /// </summary>
    internal const int MaximumCompared = 8;

    /// <summary>
    /// A task counts for at least this many slots in the choice of a silo, also one that waits and weighs nothing: it
    /// takes memory, and thousands of them should not be on one silo.
    /// </summary>
    internal const double LeastWeight = 0.001;

    /// <summary>
    /// A silo that has had no task for this long gets the next one. Of equal silos the local one is chosen first, so in a
    /// quiet cluster a silo that no client talks to, such as a new one, would otherwise wait until the others are full.
    /// </summary>
    internal static readonly TimeSpan UnusedAfter = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Scores closer than this (in load per slot) are equal: equal silos are chosen by chance, but the local one first while
    /// it has a free slot. What is left of old reports after discounting must not decide, or every dispatcher would follow it.
    /// </summary>
    private const double Tie = 0.02;

    /// <summary>Chooses among candidates that may run the task.</summary>
    /// <param name="candidates">What is known of each.</param>
    /// <param name="weight">Slots that the task takes.</param>
    /// <param name="preferred">Only candidates that match the most preferred labels are considered while one of them has a free slot.</param>
    /// <param name="random">Draws candidates and breaks ties.</param>
    /// <returns>The index of the chosen candidate and the rule that chose; -1 if there is no candidate.</returns>
    public static Choice Choose(ReadOnlySpan<Candidate> candidates, double weight, bool preferred, Random random)
    {
        var tier = BestTier(candidates);
        if (tier == CandidateTier.Out)
        {
            return new Choice(-1, PlacementRule.NoCandidate);
        }

        if (preferred)
        {
            var best = ChoosePreferred(candidates, tier, weight, random);
            if (best.Index >= 0)
            {
                return best;
            }
        }

        var unused = ChooseUnused(candidates, tier, weight, random);
        if (unused.Index >= 0)
        {
            return unused;
        }

        return candidates.Length <= MaximumCompared
            ? CompareAll(candidates, tier, weight, random)
            : CompareDrawn(candidates, tier, weight, random);
    }

    /// <summary>Expected load per serving slot with the task added.</summary>
    public static double Score(in Candidate candidate, double weight)
    {
        // A silo whose every slot is held by long-running tasks has its slots to offer only in name.
        var serving = candidate.ServingSlots > 0 ? candidate.ServingSlots : candidate.Slots / 1000;
        if (serving <= 0)
        {
            return double.PositiveInfinity;
        }

        var reported = candidate.ReportedLoad / serving;
        var worth = Worth(candidate.ReportAge, candidate.ServiceTime, reported);
        return (worth * reported) + (1 - worth) + ((candidate.InFlight + weight) / serving);
    }

    /// <summary>How much of a report still holds: 1 at once, falling with its age over the time that the queue needs to drain.</summary>
    internal static double Worth(TimeSpan age, TimeSpan serviceTime, double reportedPerSlot) =>
        age <= TimeSpan.Zero ? 1 : Math.Exp(-age / (2 * serviceTime * (1 + reportedPerSlot)));

    private static CandidateTier BestTier(ReadOnlySpan<Candidate> candidates)
    {
        var best = CandidateTier.Out;
        foreach (ref readonly var candidate in candidates)
        {
            best = candidate.Tier > best ? candidate.Tier : best;
        }

        return best;
    }

    private static Choice ChoosePreferred(ReadOnlySpan<Candidate> candidates, CandidateTier tier, double weight, Random random)
    {
        var most = 1;
        foreach (ref readonly var candidate in candidates)
        {
            most = candidate.Tier == tier ? Math.Max(most, candidate.PreferredMatches) : most;
        }

        var search = new Search(random, weight);
        for (var i = 0; i < candidates.Length; i++)
        {
            ref readonly var candidate = ref candidates[i];
            if (candidate.Tier == tier && candidate.PreferredMatches == most && HasRoom(candidate, weight))
            {
                search.Consider(i, candidate);
            }
        }

        return search.Result(PlacementRule.Preferred);
    }

    /// <summary>One of the silos that nobody uses: the local one, else each with the same chance.</summary>
    private static Choice ChooseUnused(ReadOnlySpan<Candidate> candidates, CandidateTier tier, double weight, Random random)
    {
        var chosen = -1;
        var found = 0;
        for (var i = 0; i < candidates.Length; i++)
        {
            ref readonly var candidate = ref candidates[i];
            if (!candidate.IsUnused || candidate.Tier != tier || !HasRoom(candidate, weight))
            {
                continue;
            }

            if (candidate.IsLocal)
            {
                return new Choice(i, PlacementRule.Unused);
            }

            found++;
            chosen = random.Next(found) == 0 ? i : chosen;
        }

        return new Choice(chosen, PlacementRule.Unused);
    }

    private static bool HasRoom(in Candidate candidate, double weight) =>
        candidate.ReportedLoad + candidate.InFlight + weight <= candidate.ServingSlots + 1e-9;

    private static Choice CompareAll(ReadOnlySpan<Candidate> candidates, CandidateTier tier, double weight, Random random)
    {
        var search = new Search(random, weight);
        for (var i = 0; i < candidates.Length; i++)
        {
            if (candidates[i].Tier == tier)
            {
                search.Consider(i, candidates[i]);
            }
        }

        return search.Result(PlacementRule.LeastLoaded);
    }

    private static Choice CompareDrawn(ReadOnlySpan<Candidate> candidates, CandidateTier tier, double weight, Random random)
    {
        double capacity = 0;
        foreach (ref readonly var candidate in candidates)
        {
            capacity += candidate.Tier == tier ? candidate.Slots : 0;
        }

        var search = new Search(random, weight);
        for (var draw = 0; draw < MaximumCompared; draw++)
        {
            var drawn = Draw(candidates, tier, random.NextDouble() * capacity);
            search.Consider(drawn, candidates[drawn]);
        }

        return search.Result(PlacementRule.LeastLoadedOfDrawn);
    }

    private static int Draw(ReadOnlySpan<Candidate> candidates, CandidateTier tier, double at)
    {
        var last = -1;
        for (var i = 0; i < candidates.Length; i++)
        {
            if (candidates[i].Tier == tier)
            {
                last = i;
                at -= candidates[i].Slots;
                if (at < 0)
                {
                    break;
                }
            }
        }

        return last;
    }

    /// <summary>Keeps the best candidate so far; of equal ones the local if it is free, else each with the same chance.</summary>
    private struct Search(Random random, double weight)
    {
        private int _best = -1;
        private double _score = double.PositiveInfinity;
        private bool _freeHere;
        private int _equal;

        public void Consider(int index, in Candidate candidate)
        {
            var score = Score(candidate, weight);
            var freeHere = candidate.IsLocal && HasRoom(candidate, weight);
            if (_best < 0 || score < _score - Tie)
            {
                (_best, _score, _freeHere, _equal) = (index, score, freeHere, 1);
            }
            else if (score <= _score + Tie && !_freeHere)
            {
                _equal++;
                if (freeHere || random.Next(_equal) == 0)
                {
                    (_best, _freeHere) = (index, freeHere);
                }
            }
        }

        public readonly Choice Result(PlacementRule rule) => new(_best, _best < 0 ? PlacementRule.NoCandidate : rule);
    }
}
