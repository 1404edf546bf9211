using Spawner.Torture.Evidence;

namespace Spawner.Torture.Checks;

/// <summary>Owners, their leases, and runs.</summary>
internal static class OwnerChecks
{
    // A row is changed a moment after its lease was found to last, which a busy machine may draw out.
    private const int Between = 1000;

    public static IEnumerable<string> RunsGrow(CaseFile file)
    {
        foreach (var rows in file.AuditByTask)
        {
            (long Owner, int Run)? last = null;
            foreach (var row in rows)
            {
                if (row.IsNewOwner && row.Owner != 0 && row.Run <= row.RunBefore)
                {
                    yield return $"task {rows.Key:N} got a new owner and no new run: {row}";
                }

                // An end that is not the current owner's, in the current run; one that nobody owned may be cancelled by anybody.
                if (row.What == "end" && last is { } before && (before.Run != row.Run || (before.Owner != 0 && before.Owner != row.Owner)))
                {
                    yield return $"task {rows.Key:N} was ended by owner {row.Owner} in run {row.Run}; it was of owner {before.Owner} in run {before.Run}";
                }

                last = row.What switch
                {
                    "insert" or "update" => (row.Owner!.Value, row.Run!.Value),
                    "delete" => (row.OwnerBefore!.Value, row.RunBefore!.Value),
                    _ => last,
                };
            }
        }
    }

    public static IEnumerable<string> OnlyLeased(CaseFile file) => file.Audit.Where(IsOutOfLease).Select(row => $"task {row.Task:N}: {row}");

    public static IEnumerable<string> EndedLeases(CaseFile file) => file.Leases
        .Where(row => row is { HadLease: false, HasLease: true } || (row.HadLease == true && row.Until > row.UntilBefore && row.UntilBefore < row.At - Between))
        .Select(row => $"the lease of owner {row.Number} ({row.Silo}) had ended and was renewed: {row}");

    public static IEnumerable<string> StaleWritesSeen(CaseFile file)
    {
        if (file.RefusedCommits + file.RefusedEnds + file.RefusedRenewals == 0)
        {
            yield return "silos were paused for longer than their lease, and no write of theirs was refused: the fence was not put to the test";
        }
    }

    public static IEnumerable<string> ExtraRunsExplained(CaseFile file)
    {
        foreach (var adoptions in file.Audit.Where(row => row.IsAdoption).GroupBy(row => row.OwnerBefore!.Value))
        {
            // Its process ended; or it hung, or was cut off, and ended itself when it heard of it.
            if (file.LifeOf(adoptions.Key) is { EndedAt: null } life)
            {
                yield return $"{adoptions.Count()} tasks of silo {life.Name} ({life.Address}), which lives, run again elsewhere: {adoptions.First()}";
            }
        }

        if (file.Faults.Count == 0)
        {
            foreach (var row in file.Stored.Where(row => row.Losses + row.Crashes + row.Interruptions > 0))
            {
                yield return $"without any fault {row.Op} was lost, interrupted or crashed: {row}";
            }
        }
    }

    /// <summary>A task begins once, again after each counted failure, and again for each owner that was lost or left.</summary>
    public static IEnumerable<string> ExtraRunsCounted(CaseFile file)
    {
        foreach (var row in file.Stored)
        {
            var begun = file.EffectsByOp[row.Op].Where(effect => effect.Step == Effect.Begin).Select(effect => effect.Run).Distinct().Count();
            if (begun > 1 + row.Failures + row.Losses + row.Interruptions)
            {
                yield return $"{row.Op} began in {begun} runs: {row}";
            }
        }
    }

    private static bool IsOutOfLease(AuditRow row) => row.What switch
    {
        "insert" or "end" => row.Owner != 0 && row.Leased == false,
        "delete" => row.OwnerBefore != 0 && row.LeasedBefore == false,
        "update" when row.IsAdoption => row.LeasedBefore == true || row.Leased == false,
        "update" => (row.OwnerBefore != 0 && row.LeasedBefore == false) || (row.Owner != 0 && row.Leased == false),
        _ => false,
    };
}
