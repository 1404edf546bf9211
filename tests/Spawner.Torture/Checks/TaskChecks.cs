using Spawner.Torture.Evidence;

namespace Spawner.Torture.Checks;

/// <summary>What becomes of submissions.</summary>
internal static class TaskChecks
{
    public static IEnumerable<string> AckedHasEnded(CaseFile file)
    {
        foreach (var acked in file.Acked)
        {
            var rows = file.StoredByOp[acked.Op].ToList();
            if (rows.Count == 0)
            {
                yield return $"{acked.Op} was acknowledged at {acked.AckedAt}, and is not in the tables: lost";
            }
            else if (rows.Exists(row => row.IsLive))
            {
                yield return $"{acked.Op} (task {rows[0].Task:N}) has not ended: {rows[0]}";
            }
        }
    }

    public static IEnumerable<string> ClusterAgrees(CaseFile file)
    {
        foreach (var row in file.Stored.Where(row => file.Submissions.TryGetValue(row.Op, out var known) && known.AckedAt is not null))
        {
            if (!file.Answers.TryGetValue(row.Task, out var answer))
            {
                yield return $"the cluster does not know {row.Op} (task {row.Task:N}), which the tables have as {row.Phase}";
            }
            else if (!row.IsLive && answer != (row.Phase, row.Run))
            {
                yield return $"{row.Op} (task {row.Task:N}): the cluster says {answer.Phase} in run {answer.Run}, the tables {row.Phase} in run {row.Run}";
            }
        }
    }

    public static IEnumerable<string> NothingFromNowhere(CaseFile file) =>
        file.Stored.Select(row => row.Op).Concat(file.Effects.Select(effect => effect.Op)).Distinct()
            .Where(op => !file.Submissions.TryGetValue(op, out var known) || known.WasRefused)
            .Select(op => $"{op} appears, and was {(file.Submissions.ContainsKey(op) ? "refused" : "never attempted")}");

    public static IEnumerable<string> OneTaskEach(CaseFile file)
    {
        foreach (var rows in file.StoredByOp.Where(rows => rows.Count() > 1))
        {
            yield return $"{rows.Key} is {rows.Count()} tasks: {string.Join(", ", rows)}";
        }

        foreach (var submission in file.Submissions.Values.Where(each => each.Tasks.Select(task => task.Unique).Distinct().Count() > 1))
        {
            yield return $"{submission.Op} was told to be {string.Join(" and ", submission.Tasks)}";
        }
    }

    public static IEnumerable<string> OneEnd(CaseFile file)
    {
        foreach (var rows in file.AuditByTask)
        {
            var ends = rows.Count(row => row.What == "end");
            var last = rows.Last();
            if (ends > 1 || rows.Any(row => row.What is "rewrite" or "forget") || (ends == 1 && last.What != "end" && !IsUndone(last)))
            {
                yield return $"task {rows.Key:N} went on after its end: {string.Join("; ", rows)}";
            }
        }

        foreach (var submission in file.Submissions.Values)
        {
            foreach (var end in submission.Ends)
            {
                if (file.StoredByOp[submission.Op].FirstOrDefault(row => !row.IsLive) is not { } row || (row.Phase, row.Run) != (end.Phase, end.Run))
                {
                    yield return $"{submission.Op} was told to be {end.Phase?.ToString() ?? end.Text} in run {end.Run}; the tables say {string.Join(", ", file.StoredByOp[submission.Op])}";
                }
            }
        }
    }

    public static IEnumerable<string> NothingLeft(CaseFile file) =>
        file.Stored.Where(row => row.IsLive).Select(row => $"{row.Op} (task {row.Task:N}) is left: {string.Join("; ", file.AuditByTask[row.Task])}");

    /// <summary>A submission that came again after the end was inserted, found out and undone by the same transaction.</summary>
    private static bool IsUndone(AuditRow last) => last is { What: "delete", RunBefore: 1 };
}
