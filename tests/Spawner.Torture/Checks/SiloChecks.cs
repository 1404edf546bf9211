using Spawner.Torture.Evidence;
using Spawner.Torture.Faults;
using Spawner.Torture.Processes;

namespace Spawner.Torture.Checks;

/// <summary>What silos do themselves.</summary>
internal static class SiloChecks
{
    private const long Megabyte = 1 << 20;
    private static readonly ProcessUse Bound = new(Bytes: 500 * Megabyte, Handles: 1000, Threads: 300);

    // DrainGrace and StopGrace of the test's silos, and the 15 s that the documentation adds: three times that, for a busy machine.
    private const int MostToLeave = 60_000;

    // Whoever is hit by one of these cannot know that it is still the owner, and ends itself.
    private static readonly FaultKind[] EndsSilos =
    [
        FaultKind.SiloKill, FaultKind.SiloPause, FaultKind.SiloPartition, FaultKind.StoreSilent, FaultKind.StoreClosed, FaultKind.DatabaseKill,
        FaultKind.DatabaseStop, FaultKind.DatabaseAway, FaultKind.DatabaseSlow, FaultKind.TableLock, FaultKind.ConnectionsTaken, FaultKind.KillAndAnswersLost, FaultKind.Poison, FaultKind.Clock, FaultKind.SiloStop,
    ];

    public static readonly FaultKind[] DatabaseFaults = [FaultKind.DatabaseKill, FaultKind.DatabaseStop, FaultKind.DatabaseAway];

    public static IEnumerable<string> Use(CaseFile file) => file.Lives.Where(life => life.Most.Max(Bound) != Bound)
        .Select(life => $"silo {life.Name} ({life.Address}) took {life.Most}; at most {Bound} were expected");

    public static IEnumerable<string> Leaving(CaseFile file)
    {
        foreach (var fault in file.Faults.Where(fault => fault.Kind == FaultKind.SiloStop))
        {
            var life = file.Lives.Single(life => life.Address == fault.Silo);
            if (life.ExitCode != 0 || life.EndedAt - fault.At > MostToLeave)
            {
                yield return $"silo {life.Name} was told to leave at {fault.At} and ended at {life.EndedAt} with exit code {life.ExitCode}";
            }

            var lost = file.Audit.Count(row => row.IsAdoption && file.SiloOfOwner.GetValueOrDefault(row.OwnerBefore!.Value) == life.Address);
            if (lost > 0 && !file.IsNear(fault.At - 1, FaultKind.DatabaseKill, FaultKind.DatabaseStop, FaultKind.DatabaseAway, FaultKind.StoreSilent, FaultKind.StoreClosed, FaultKind.DatabaseSlow, FaultKind.TableLock))
            {
                yield return $"silo {life.Name} left in good order, and {lost} of its tasks had to be adopted";
            }
        }
    }

    public static IEnumerable<string> Poison(CaseFile file)
    {
        foreach (var poison in file.Stored.Where(row => row.Kind == Kinds.Poison.Name))
        {
            var begins = file.EffectsByOp[poison.Op].Count(effect => effect.Step == Effect.Begin);
            if (begins > file.Settings.MaximumCrashes + 1)
            {
                yield return $"{poison.Op} ended {begins} silos; at most {file.Settings.MaximumCrashes + 1} were expected";
            }
        }
    }

    public static IEnumerable<string> StayLive(CaseFile file) => file.Health
        .Where(note => !note.IsLive && file.IsNear(note.At, DatabaseFaults))
        .Select(note => $"silo {note.Silo} was not live at {note.At}, only because the database was away");

    public static IEnumerable<string> ReadinessTells(CaseFile file) => file.Faults
        .Where(fault => fault.Kind == FaultKind.DatabaseAway && !file.Health.Any(note =>
            note.At >= fault.At && note.At <= fault.Until && !note.IsReady && note.ReadyText.Contains("the store of durable tasks", StringComparison.Ordinal)))
        .Select(fault => $"the database was away from {fault.At} to {fault.Until}, and no silo said that it was not ready, and why");

    public static IEnumerable<string> DeathsExplained(CaseFile file) => file.Lives
        .Where(life => life is { EndedAt: { } at, EndedBy: null } && !file.IsNear(at, EndsSilos))
        .Select(life => $"silo {life.Name} ({life.Address}) ended at {life.EndedAt} with exit code {life.ExitCode}, and nothing was done to it");
}
