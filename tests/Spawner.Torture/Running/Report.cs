using System.Globalization;
using Spawner.Torture.Checks;
using Spawner.Torture.Evidence;
using Spawner.Torture.Faults;
using Spawner.Torture.Processes;

namespace Spawner.Torture.Running;

/// <summary>The figures of a run.</summary>
internal static class Report
{
    private const int MostShown = 5;

    public static void Print(CaseFile file, IReadOnlyList<Verdict> verdicts)
    {
        foreach (var (name, figure) in Figures(file))
        {
            Console.WriteLine($"{name,-40} {figure}");
        }

        foreach (var verdict in verdicts)
        {
            Console.WriteLine($"{Word(verdict)} {verdict.Check.Name}{(verdict.Fails ? $": {verdict.Violations.Count}" : string.Empty)}");
            foreach (var violation in verdict.Violations.Take(MostShown))
            {
                Console.WriteLine($"     {violation}");
            }
        }
    }

    /// <summary>What no fault has put to the test does not count.</summary>
    private static string Word(Verdict verdict) => verdict switch
    {
        { Fails: true } => "FAIL",
        { Holds: true } => "PASS",
        _ => "----",
    };

    private static IEnumerable<(string Name, string Figure)> Figures(CaseFile file)
    {
        var acked = file.Acked.ToList();
        var unknown = file.Submissions.Values.Count(submission => submission.AckedAt is null && !submission.WasRefused);
        yield return ("profile, seed", Text($"{file.Settings.Profile}, {file.Settings.Seed}{(file.Settings.Break is { } seeded ? $", seeded bug {seeded}" : string.Empty)}"));
        yield return ("faults", Text($"{file.Faults.Count}: {string.Join(", ", file.Faults.GroupBy(fault => fault.Kind).Select(kind => $"{kind.Key} {kind.Count()}"))}"));
        yield return ("attempted / acknowledged / unknown", Text($"{file.Submissions.Count} / {acked.Count} / {unknown}"));
        yield return ("ended", string.Join(", ", file.Stored.GroupBy(row => row.Phase).OrderBy(phase => phase.Key).Select(phase => Text($"{phase.Key} {phase.Count()}"))));
        yield return ("lost; unexpected; stuck", Text($"{acked.Count(each => !file.StoredByOp.Contains(each.Op))}; {TaskChecks.NothingFromNowhere(file).Count()}; {file.Stored.Count(row => row.IsLive)}"));
        yield return ("double ends; overlapping leases", Text($"{TaskChecks.OneEnd(file).Count()}; {OwnerChecks.OnlyLeased(file).Count()}"));
        yield return ("stale writes refused", Text($"{file.RefusedCommits} commits, {file.RefusedEnds} ends, {file.RefusedRenewals} silos that found their lease over"));
        yield return ("cancellations", Cancellations(file));
        yield return ("executions beyond attempts", Extra(file));
        foreach (var takeover in Takeovers.Of(file))
        {
            yield return takeover;
        }

        yield return ("longest time without an acknowledgement", LongestGap(acked));
        yield return ("all ended after", Text($"{file.DrainedIn.TotalSeconds:0.0} s from the last fault"));
        var most = file.Lives.Aggregate(default(ProcessUse), (most, life) => most.Max(life.Most));
        yield return ("a silo used at most", Text($"{most}; when it was ready at most {file.Lives.Aggregate(default(ProcessUse), (most, life) => most.Max(life.First ?? default))}"));
        yield return ("silo processes", Text($"{file.Lives.Count} started, {file.Lives.Count(life => life.EndedAt is not null)} ended"));
        yield return ("tasks taken out that were not poison", Text($"{OutcomeChecks.Innocent(file)}"));
        yield return ("bound", Text($"0 of {acked.Count} means less than {3.0 / Math.Max(1, acked.Count):0.0e+0} at 95 %"));
    }

    private static string Cancellations(CaseFile file)
    {
        var races = file.Submissions.Values.SelectMany(each => each.Cancels.Select(cancel => (cancel.Text, End: file.StoredByOp[each.Op].FirstOrDefault()?.Phase)));
        return string.Join(", ", races.GroupBy(race => race).OrderBy(same => same.Key.Text).Select(same => Text($"{same.Key.Text} and {same.Key.End} {same.Count()}")))
            + Text($"; {file.ForgottenCancels.Count} could not be noted");
    }

    private static string Extra(CaseFile file)
    {
        // Each failure is an attempt that was to be; an end of another kind is one more.
        var extra = file.Stored.Sum(row => Math.Max(0, file.EffectsByOp[row.Op].Count(effect => effect.Step == Effect.Begin) - row.Failures - (row.Phase == TaskPhase.Failed ? 0 : 1)));
        return Text($"{extra} ({100.0 * extra / Math.Max(1, file.Stored.Count):0.00} % of tasks); {file.Audit.Count(row => row.IsAdoption)} tasks adopted, {file.Audit.Count(row => row is { IsNewOwner: true, IsAdoption: false, Owner: not 0 })} handed over or claimed");
    }

    private static string LongestGap(List<Submission> acked)
    {
        var times = acked.Select(each => each.AckedAt!.Value).Order().ToList();
        return times.Count < 2 ? "-" : Text($"{times.Zip(times.Skip(1), (one, next) => next - one).Max()} ms");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
