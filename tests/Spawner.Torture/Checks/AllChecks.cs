namespace Spawner.Torture.Checks;

/// <summary>The checks, one for each line of the verdict.</summary>
internal static class AllChecks
{
    public static IReadOnlyList<Check> List { get; } =
    [
        new("I1 every acknowledged submission has ended, as its tables say", TaskChecks.AckedHasEnded),
        new("I1 every acknowledged submission has ended, as the cluster says", TaskChecks.ClusterAgrees),
        new("I2 I4 nothing appears that was never attempted, or was refused", TaskChecks.NothingFromNowhere),
        new("I3 a submission is one task, however often it comes", TaskChecks.OneTaskEach),
        new("I5 nothing is acknowledged before it is written", TimeChecks.AckedAfterWritten),
        new("I5 no end is told before it is written", TimeChecks.ToldAfterWritten),
        new("I6 a success has its effect, under one key", EffectChecks.SuccessHasEffect),
        new("I6 a run begins once", EffectChecks.RunBeginsOnce),
        new("I7 a task ends once, and is told as it ended", TaskChecks.OneEnd),
        new("I8 runs grow, and the last one ends the task", OwnerChecks.RunsGrow),
        new("I9 only an owner with a lease writes, and only without one it is taken over", OwnerChecks.OnlyLeased),
        new("I9 a lease that has ended stays ended", OwnerChecks.EndedLeases),
        new("I10 no more attempts than asked for, and none too early", OutcomeChecks.Attempts),
        new("I11 a cancellation and the end agree", OutcomeChecks.Cancellations),
        new("I7 tasks end as their handlers do", OutcomeChecks.AsHandled),
        new("I18 nothing is left when faults are over", TaskChecks.NothingLeft),
        new("I21 the memory of silos is bounded", SiloChecks.Memory),
        new("I23 a silo that is told to leave does, and nothing is lost or charged", SiloChecks.Leaving),
        new("I26 a poisonous task ends few silos, and is taken out", SiloChecks.Poison),
        new("R2 writes of stale owners were seen, and refused", OwnerChecks.StaleWritesSeen),
        new("R3 tasks run again only after a fault", OwnerChecks.ExtraRunsExplained),
        new("R12 silos stay live while the database is away", SiloChecks.StayLive),
        new("Clients are told only what is documented", OutcomeChecks.Exceptions),
        new("Every kind of fault of the profile has been", file => file.Settings.Faults.Except(file.Faults.Select(fault => fault.Kind)).Select(kind => $"{kind} has not")),
        new("Silos end only by faults", SiloChecks.DeathsExplained),
    ];

    public static IReadOnlyList<Verdict> Judge(Evidence.CaseFile file) => [.. List.Select(check => new Verdict(check.Name, [.. check.Find(file)]))];
}
