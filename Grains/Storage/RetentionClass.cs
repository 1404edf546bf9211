namespace Spawner.Grains.Storage;

/// <summary>Ended tasks that are kept equally long.</summary>
/// <param name="Phases">How they ended.</param>
/// <param name="KeptFor">How long they are kept from their end.</param>
internal readonly record struct RetentionClass(TaskPhase[] Phases, TimeSpan KeptFor)
{
    public static IReadOnlyList<RetentionClass> Of(TaskRetention retention)
    {
        RetentionClass[] byOutcome =
        [
            new([TaskPhase.Succeeded], retention.Succeeded),
            new([TaskPhase.Cancelled], retention.Cancelled),
            new([TaskPhase.Failed, TaskPhase.TimedOut, TaskPhase.Lost], retention.Failed),
        ];
        return [.. byOutcome.GroupBy(kept => kept.KeptFor, kept => kept.Phases).Select(same => new RetentionClass([.. same.SelectMany(phases => phases)], same.Key))];
    }
}
