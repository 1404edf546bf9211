using Spawner.Torture.Evidence;

namespace Spawner.Torture.Checks;

/// <summary>Nobody is told anything before it is written. One machine has one clock: the database's and the clients' are the same.</summary>
internal static class TimeChecks
{
    // Times are cut to milliseconds.
    private const int Rounding = 2;

    public static IEnumerable<string> AckedAfterWritten(CaseFile file)
    {
        foreach (var acked in file.Acked)
        {
            var row = acked.Tasks.SelectMany(task => file.AuditByTask[task.Unique]).FirstOrDefault(row => row.What == "insert");
            if (row is null || row.At > acked.AckedAt + Rounding)
            {
                yield return $"{acked.Op} was acknowledged at {acked.AckedAt}, and written {(row is null ? "never" : $"at {row.At}")}";
            }
        }
    }

    public static IEnumerable<string> ToldAfterWritten(CaseFile file)
    {
        foreach (var submission in file.Submissions.Values)
        {
            foreach (var end in submission.Ends.Where(end => end.Phase is not null))
            {
                var row = file.AuditByTask[TaskId.Parse(end.Task!).Unique].FirstOrDefault(row => row.What == "end");
                if (row is null || row.At > end.At + Rounding)
                {
                    yield return $"{submission.Op} was told to be {end.Phase} at {end.At}, and that was written {(row is null ? "never" : $"at {row.At}")}";
                }
            }
        }
    }
}
