using Spawner.Torture.Checks;
using Spawner.Torture.Faults;

namespace Spawner.Torture.Breaks;

/// <summary>A bug that is put into the silos, to see that the checks find it.</summary>
/// <param name="Name">For <c>--break</c>.</param>
/// <param name="What">What is wrong then.</param>
/// <param name="Wrap">Puts the bug around the store.</param>
/// <param name="FoundBy">The checks that are meant for it; one of them must fail.</param>
internal sealed record Break(string Name, string What, Func<ITaskStore, string, ITaskStore> Wrap, params Check[] FoundBy)
{
    private static readonly FaultKind[] Pauses = [FaultKind.SiloPause, FaultKind.SiloPause, FaultKind.SiloPause];
    private static readonly FaultKind[] Kills = [FaultKind.SiloKill, FaultKind.SiloKill, FaultKind.SiloKill];
    private static readonly FaultKind[] Stops = [FaultKind.SiloStop, FaultKind.SiloStop];

    /// <summary>The faults that bring it to light, in order; none if the load alone does.</summary>
    public IReadOnlyList<FaultKind> Faults { get; init; } = [];

    /// <summary>Whether a silo that was declared dead goes on for a while, as one does that Orleans' own handler ends.</summary>
    public bool OutlivesItself { get; init; }

    public static IReadOnlyList<Break> All { get; } =
    [
        new("skip-fence", "an end is written whoever owns the task by now, and in whatever run", (s, c) => new SkipFence(s, new Sql(c)),
            AllChecks.RunsGrow, AllChecks.OnlyLeased) { Faults = Pauses, OutlivesItself = true },
        new("skip-lease-check", "writes of an owner whose lease has ended are taken", (s, c) => new SkipLeaseCheck(s, new Sql(c)),
            AllChecks.OnlyLeased) { Faults = Pauses, OutlivesItself = true },
        new("ignore-lease-loss", "a silo that was paused takes its lease back and goes on", (s, c) => new IgnoreLeaseLoss(s, new Sql(c)),
            AllChecks.EndedLeases) { Faults = Pauses, OutlivesItself = true },
        new("ack-before-commit", "a spawn is acknowledged half a second before it is written", (s, _) => new AckBeforeCommit(s),
            AllChecks.AckedAfterWritten) { Faults = Kills },
        new("tell-end-before-commit", "an end is told half a second before it is written", (s, _) => new TellEndBeforeCommit(s),
            AllChecks.ToldAfterWritten) { Faults = Kills },
        new("reap-by-local-clock", "leases are ended by the silo's own clock, which is a minute ahead", (s, c) => new ReapByLocalClock(s, new Sql(c)),
            AllChecks.ExtraRunsExplained, AllChecks.SilosEndByFaults),
        new("forget-in-flight-at-adoption", "of the tasks that a silo adopts it forgets every second one", (s, _) => new ForgetAtAdoption(s),
            AllChecks.AckedHasEnded, AllChecks.NothingLeft) { Faults = Kills },
        new("send-before-handover-commit", "tasks are sent to another silo half a second before they are its own", (s, _) => new SendBeforeHandOver(s),
            AllChecks.RunBeginsOnce, AllChecks.RunsGrow, AllChecks.NothingLeft) { Faults = Stops },
        new("run-twice-on-resubmit", "a submission that comes again is taken for a new one", (s, _) => new RunTwiceOnResubmit(s),
            AllChecks.RunBeginsOnce, AllChecks.OneTaskEach),
        new("drop-cancelled-end", "that a task ended as cancelled is told, and not written", (s, _) => new DropCancelledEnd(s),
            AllChecks.ToldAfterWritten, AllChecks.NothingLeft),
        new("forget-cancel", "that a task was told to stop is not written down", (s, _) => new ForgetCancel(s),
            AllChecks.CancelledStaysDown) { Faults = [.. Kills, .. Kills, .. Kills] },
        new("crashes-uncounted", "that a suspect task starts is not written down", (s, _) => new CrashesUncounted(s),
            AllChecks.Poison) { Faults = [FaultKind.Poison] },
    ];

    /// <exception cref="ArgumentException">There is no such bug.</exception>
    public static Break Find(string name) => All.FirstOrDefault(each => each.Name == name)
        ?? throw new ArgumentException($"'{name}' is no seeded bug. Accepted: {string.Join(", ", All.Select(each => each.Name))}.", nameof(name));
}
