using Spawner.Torture.Evidence;

namespace Spawner.Torture.Checks;

/// <summary>How tasks end.</summary>
internal static class OutcomeChecks
{
    private const string Quarantined = "Spawner.TaskQuarantined";

    public static IEnumerable<string> Attempts(CaseFile file) =>
        file.Stored.Where(row => row.Failures > 1).Select(row => $"{row.Op} was attempted {row.Failures} times, and once was asked for: {row}");

    public static IEnumerable<string> Cancellations(CaseFile file)
    {
        foreach (var submission in file.Submissions.Values.Where(each => each.Cancels.Count > 0))
        {
            var row = file.StoredByOp[submission.Op].FirstOrDefault();
            foreach (var cancel in submission.Cancels)
            {
                var agrees = cancel.Text switch
                {
                    nameof(CancelAnswer.Cancelled) => row?.Phase == TaskPhase.Cancelled,
                    nameof(CancelAnswer.Signalled) or nameof(CancelAnswer.AlreadyEnded) => row is not null && row.Phase.IsTerminal(),
                    _ => true,
                };
                if (!agrees)
                {
                    yield return $"the cancellation of {submission.Op} was answered {cancel.Text}, and it is {row}";
                }
            }
        }
    }

    public static IEnumerable<string> AsHandled(CaseFile file)
    {
        foreach (var row in file.Stored.Where(row => !row.IsLive))
        {
            var cancelled = file.Submissions.TryGetValue(row.Op, out var submission) && row.Op.EndsWith(".cancel", StringComparison.Ordinal);
            var isRight = row.Phase switch
            {
                TaskPhase.Succeeded => row.Kind == Kinds.Short.Name || row.Kind == Kinds.Long.Name,
                TaskPhase.Failed => (row.Kind == Kinds.Failing.Name && row.Failure?.Contains("ExpectedFailure", StringComparison.Ordinal) == true)
                    || (row.Failure == Quarantined && row.Crashes >= file.Settings.MaximumCrashes),
                TaskPhase.Cancelled => cancelled && submission!.InvokedAt > 0,
                _ => false,
            };
            if (!isRight)
            {
                yield return $"{row.Op} ended as {row.Phase} ({row.Failure}): {row}";
            }
        }
    }

    /// <summary>Tasks that are not poison, and were taken out since they ran on silos that died again and again.</summary>
    public static int Innocent(CaseFile file) => file.Stored.Count(row => row.Failure == Quarantined && row.Kind != Kinds.Poison.Name);
}
