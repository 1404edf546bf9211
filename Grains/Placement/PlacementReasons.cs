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
        PlacementRule.Faster => "It has a free slot, and a faster one than the silo that places the task.",
        PlacementRule.NoCandidate => "No silo may run the task now.",
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Unknown rule."),
    };

    /// <summary>Where a task is, what put it there, and what it waits for.</summary>
    public static string Of(TaskSnapshot task, PlacementTrail? trail)
    {
        var where = $"The task is {task.Phase} on silo {task.SiloName ?? task.Silo?.ToParsableString()}, run {task.Run}"
            + (task.WaitingFor is null ? "." : $", and waits for {task.WaitingFor}.");
        return trail is null ? where
            : trail.Moves is [.., var last] ? $"{where} {Of(last.Reason)}"
            : $"{where} {Of(trail.Rule)}";
    }

    public static string Of(TaskMoveReason reason) => reason switch
    {
        TaskMoveReason.FreeSlot => "It waited elsewhere, and this silo had a free slot.",
        TaskMoveReason.SiloFound => "It waited for a silo that may run it.",
        TaskMoveReason.Drain => "The silo that held it drained.",
        TaskMoveReason.FailingKind => "Most tasks of its kind failed on the silo that held it.",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Unknown reason."),
    };

    /// <summary>The tier of a silo, and why it is out of the choice or at the end of it.</summary>
    /// <param name="state">Its state as last reported; <see langword="null"/> before the first report.</param>
    /// <param name="gate">What holds it back.</param>
    /// <param name="servingSlots">Slots that serve its queue.</param>
    public static (CandidateTier Tier, string? Excluded) Judge(SiloState? state, SiloGate gate, double servingSlots) => state switch
    {
        null => (CandidateTier.Out, "it has not reported yet"),
        SiloState.Active when servingSlots > 0 => (CandidateTier.Open, null),
        SiloState.Active => (CandidateTier.Blocked, "long-running tasks hold all its slots, and as many that it made up for"),
        SiloState.Full => (CandidateTier.Full, Of(gate)),
        SiloState.Draining => (CandidateTier.Out, "it drains"),
        SiloState.Leaving => (CandidateTier.Out, "it is shutting down"),
        var other => (CandidateTier.Out, $"its state is {other}"),
    };

    /// <summary>What a gate does, and why.</summary>
    public static string Of(SiloGate gate) => gate switch
    {
        SiloGate.Open => "nothing holds it back",
        SiloGate.MemoryHigh => $"its memory is used to {LoadGates.HighMemory:P0}: it shows no free slots",
        SiloGate.ProcessorBusy => "its processor is busy although it has free slots: it shows none",
        SiloGate.QueueFull => "its queue is at half of its limit",
        SiloGate.MemoryFull => $"its memory is used to {LoadGates.FullMemory:P0}",
        SiloGate.ProcessorFull => $"its processor has been busy for {LoadGates.FullAfter.TotalSeconds} s although it has free slots",
        _ => throw new ArgumentOutOfRangeException(nameof(gate), gate, "Unknown gate."),
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
