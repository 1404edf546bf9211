using Spawner.Contracts;
using Spawner.Grains.Messages;

namespace Spawner.Grains.Placement;

/// <summary>Decisions in words.</summary>
internal static class PlacementReasons
{
    /// <summary>How many rules there are.</summary>
    public static readonly int Rules = Enum.GetValues<PlacementRule>().Length;

    public static string Of(PlacementRule rule) => rule switch
    {
        PlacementRule.Unused => "It told that it has had no task for a second.",
        PlacementRule.LocalFree => "A slot is free on the silo that places the task.",
        PlacementRule.IdleNote => "It told that it has a free slot.",
        PlacementRule.LeastLoaded => "The least load per serving slot of all candidates.",
        PlacementRule.LeastLoadedOfDrawn => $"The least load per serving slot of {Dispatcher.Draws} candidates drawn by capacity.",
        PlacementRule.Preferred => "The least loaded of the silos with a free slot that match most of the preferred labels.",
        PlacementRule.Pinned => "The task is pinned to this silo.",
        PlacementRule.NoCandidate => "No silo may run the task now.",
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Unknown rule."),
    };

    /// <summary>Why no silo may run a task, from the most general reason to the most particular.</summary>
    public static string NoSilo(IEnumerable<SiloDescription> silos, string? kind, TaskDemands? demands)
    {
        var all = silos.ToList();
        if (all.Count == 0)
        {
            return "No silo is known yet.";
        }

        if (kind is not null && !all.Exists(s => s.Offers(kind)))
        {
            var offered = all.SelectMany(s => s.KindWeights.Keys).Distinct().Order(StringComparer.Ordinal).ToList();
            return $"No silo offers kind '{kind}'. Kinds offered: {(offered.Count == 0 ? "none" : string.Join(", ", offered))}. "
                + "The task waits until a silo that registers a handler for it joins.";
        }

        var refusals = all
            .Select(s => (s.Name, Why: Eligibility.WhyNot(s, kind, demands)))
            .Where(r => r.Why is not null)
            .Select(r => $"{r.Name}: {r.Why}")
            .ToList();
        return refusals.Count == all.Count
            ? $"No silo meets the task's demands ({string.Join("; ", refusals)}). The task waits until one does."
            : "Every silo that could run the task drains, leaves or is silent. The task waits until one takes tasks again.";
    }
}
