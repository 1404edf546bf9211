using Spawner.Contracts;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Records;

/// <summary>What may be done to which tasks. Pure.</summary>
internal static class ChangeRules
{
    private static readonly TaskPhase[] Dead = [TaskPhase.Failed, TaskPhase.TimedOut, TaskPhase.Lost];
    private static readonly TaskPhase[] Live = [TaskPhase.Scheduled, TaskPhase.Queued, TaskPhase.Running];

    /// <summary>Phases that a filter means which names none: those that nobody asked for, and not all that the verb might do.</summary>
    public static IReadOnlyList<TaskPhase> DefaultPhases(RecordsVerb verb) => verb == RecordsVerb.Cancel ? Live : Dead;

    /// <summary>Why a task is left as it is; <see langword="null"/> if it is not.</summary>
    /// <param name="verb">What is to be done.</param>
    /// <param name="task">The task.</param>
    /// <param name="kinds">Names of the kind that a new input is of; none without one.</param>
    public static LeftAloneReason? WhyLeftAlone(RecordsVerb verb, StoredTask task, IReadOnlyCollection<string> kinds)
    {
        var hasEnded = task.Phase.IsTerminal();
        return verb switch
        {
            RecordsVerb.Cancel => hasEnded ? LeftAloneReason.AlreadyEnded : null,
            _ when !hasEnded => LeftAloneReason.NotEnded,
            RecordsVerb.Retry when task.Phase == TaskPhase.Succeeded => LeftAloneReason.Succeeded,
            RecordsVerb.Retry when kinds.Count > 0 && !kinds.Contains(task.Definition.Kind) => LeftAloneReason.OtherKind,
            _ => null,
        };
    }
}
