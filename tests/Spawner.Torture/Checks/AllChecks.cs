using Spawner.Torture.Faults;

namespace Spawner.Torture.Checks;

/// <summary>The checks, one for each line of the verdict.</summary>
internal static class AllChecks
{
    public static readonly Check AckedHasEnded = new("I1 every acknowledged submission has ended, as its tables say", TaskChecks.AckedHasEnded);
    public static readonly Check OneTaskEach = new("I3 a submission is one task, however often it comes", TaskChecks.OneTaskEach);
    public static readonly Check AckedAfterWritten = new("I5 nothing is acknowledged before it is written", TimeChecks.AckedAfterWritten);
    public static readonly Check ToldAfterWritten = new("I5 no end is told before it is written", TimeChecks.ToldAfterWritten);
    public static readonly Check RunBeginsOnce = new("I6 a run begins once", EffectChecks.RunBeginsOnce);
    public static readonly Check RunsGrow = new("I8 runs grow, and the last one ends the task", OwnerChecks.RunsGrow);
    public static readonly Check OnlyLeased = new("I9 only an owner with a lease writes, and only without one it is taken over", OwnerChecks.OnlyLeased);
    public static readonly Check EndedLeases = new("I9 a lease that has ended stays ended", OwnerChecks.EndedLeases);
    public static readonly Check CancelledStaysDown = new("I11 what was told to stop is not begun again", OutcomeChecks.CancelledStaysDown);
    public static readonly Check NothingLeft = new("I18 nothing is left when faults are over", TaskChecks.NothingLeft);
    public static readonly Check Poison = new("I26 a poisonous task ends few silos, and is taken out", SiloChecks.Poison, FaultKind.Poison);
    public static readonly Check SilosEndByFaults = new("Silos end only by faults", SiloChecks.DeathsExplained);
    public static readonly Check ExtraRunsExplained = new("R3 tasks run again only after a fault", OwnerChecks.ExtraRunsExplained);

    public static IReadOnlyList<Check> List { get; } =
    [
        AckedHasEnded,
        new("I1 every acknowledged submission has ended, as the cluster says", TaskChecks.ClusterAgrees),
        new("I2 I4 nothing appears that was never attempted, or was refused", TaskChecks.NothingFromNowhere),
        OneTaskEach,
        AckedAfterWritten,
        ToldAfterWritten,
        new("I6 a success has its effect, under one key", EffectChecks.SuccessHasEffect),
        RunBeginsOnce,
        new("I7 a task ends once, and is told as it ended", TaskChecks.OneEnd),
        RunsGrow,
        OnlyLeased,
        EndedLeases,
        new("I10 no more attempts than asked for, and none too early", OutcomeChecks.Attempts),
        new("I11 a cancellation and the end agree", OutcomeChecks.Cancellations),
        CancelledStaysDown,
        new("I7 tasks end as their handlers do", OutcomeChecks.AsHandled),
        NothingLeft,
        new("I21 what silos use is bounded", SiloChecks.Use),
        new("I23 a silo that is told to leave does, and nothing is lost or charged", SiloChecks.Leaving, FaultKind.SiloStop),
        Poison,
        new("R2 writes of stale owners were seen, and refused", OwnerChecks.StaleWritesSeen, FaultKind.SiloPause),
        ExtraRunsExplained,
        new("R3 each extra run is counted with its task", OwnerChecks.ExtraRunsCounted),
        new("R12 silos stay live while the database is away", SiloChecks.StayLive, SiloChecks.DatabaseFaults),
        new("R12 silos say that they are not ready while the database is away", SiloChecks.ReadinessTells, FaultKind.DatabaseAway),
        new("Clients are told only what is documented", OutcomeChecks.Exceptions),
        new("Every kind of fault of the profile has been", file => file.Settings.Faults.Except(file.Faults.Select(fault => fault.Kind)).Select(kind => $"{kind} has not")),
        SilosEndByFaults,
    ];

    public static IReadOnlyList<Verdict> Judge(Evidence.CaseFile file) => [.. List.Select(check => check.Judge(file))];
}
