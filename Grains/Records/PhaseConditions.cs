namespace Spawner.Grains.Records;

/// <summary>
/// What a condition on phases means for the store. It is not told when an ordinary task starts, since that would cost a commit:
/// a task that a silo runs is queued there, and only the silo knows better. Pure.
/// </summary>
internal static class PhaseConditions
{
    /// <summary>Phases to ask the store for.</summary>
    public static IReadOnlyCollection<TaskPhase>? InStore(IReadOnlyCollection<TaskPhase>? wanted) =>
        wanted is not null && wanted.Any(IsToldBySilos) ? [.. wanted.Union([TaskPhase.Queued, TaskPhase.Running])] : wanted;

    /// <summary>Whether the store returns tasks that the silos may say to be in another phase than is wanted.</summary>
    public static bool IsVague(IReadOnlyCollection<TaskPhase>? wanted) =>
        wanted is not null && wanted.Contains(TaskPhase.Queued) != wanted.Contains(TaskPhase.Running);

    /// <summary>Whether a task in this phase is wanted.</summary>
    public static bool Matches(IReadOnlyCollection<TaskPhase>? wanted, TaskPhase phase) => wanted is null || wanted.Contains(phase);

    private static bool IsToldBySilos(TaskPhase phase) => phase is TaskPhase.Queued or TaskPhase.Running;
}
