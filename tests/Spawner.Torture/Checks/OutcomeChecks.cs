using Spawner.Torture.Evidence;
using Spawner.Torture.Faults;

namespace Spawner.Torture.Checks;

/// <summary>How tasks end.</summary>
internal static class OutcomeChecks
{
    private const string Quarantined = "Spawner.TaskQuarantined";

    // Times are cut to milliseconds.
    private const int Rounding = 2;

    // A handler that had begun may not have reached the sink; on a busy machine that takes a while.
    private const int OnItsWay = 1000;

    public static IEnumerable<string> Attempts(CaseFile file)
    {
        foreach (var row in file.Stored)
        {
            var most = row.Kind == Kinds.Failing.Name ? Kinds.Retry.MaximumAttempts : row.Kind == Kinds.Flaky.Name ? Kinds.Retry.MaximumAttempts - 1 : 0;
            if (row.Failures > most && row.Failure != Quarantined)
            {
                yield return $"{row.Op} failed {row.Failures} times, of {most} at most: {row}";
            }
            else if (row.Failures > 0 && row.Losses + row.Crashes + row.Interruptions == 0 && ShortestPause(file, row) < Kinds.Retry.Delay.TotalMilliseconds - Rounding)
            {
                yield return $"{row.Op} was tried again after {ShortestPause(file, row)} ms: {row}";
            }
        }
    }

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

    /// <summary>The wish is written down before it is answered, so that it outlives the silo; a silo that cannot write it down says so.</summary>
    public static IEnumerable<string> CancelledStaysDown(CaseFile file)
    {
        foreach (var submission in file.Submissions.Values.Where(each => !each.Tasks.Any(task => file.ForgottenCancels.Contains(task.Unique))))
        {
            foreach (var cancel in submission.Cancels.Where(cancel => cancel.Text == nameof(CancelAnswer.Signalled)))
            {
                foreach (var begin in file.EffectsByOp[submission.Op].Where(effect => effect.Step == Effect.Begin && effect.At > cancel.At + OnItsWay))
                {
                    yield return $"{submission.Op} was told to stop at {cancel.At}, and began after that: {begin}";
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
                TaskPhase.Succeeded => row.Kind == Kinds.Short.Name || row.Kind == Kinds.Long.Name || row.Kind == Kinds.Reluctant.Name || (row.Kind == Kinds.Flaky.Name && row.Failures == Kinds.Retry.MaximumAttempts - 1),
                TaskPhase.Failed => (row.Kind == Kinds.Failing.Name && row.Failures == Kinds.Retry.MaximumAttempts && row.Failure?.Contains("ExpectedFailure", StringComparison.Ordinal) == true)
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

    /// <summary>Orleans does not activate grains on a silo whose clock went back, and says so in a way of its own.</summary>
    public static IEnumerable<string> Exceptions(CaseFile file) => file.Submissions.Values
        .SelectMany(submission => submission.Unexpected)
        .Where(told => !file.IsNear(told.At, FaultKind.Clock))
        .Select(told => $"{told.Op} was told at {told.At}: {told.Text}");

    /// <summary>The shortest time between an attempt and the next one.</summary>
    private static long ShortestPause(CaseFile file, StoredRow row)
    {
        var effects = file.EffectsByOp[row.Op].ToList();
        var ends = effects.Where(effect => effect.Step == Effect.Done).Select(effect => effect.At).Order();
        var begins = effects.Where(effect => effect.Step == Effect.Begin).Select(effect => effect.At).Order().Skip(1);
        return ends.Zip(begins, (end, begin) => begin - end).DefaultIfEmpty(long.MaxValue).Min();
    }

    /// <summary>Tasks that are not poison, and were taken out since they ran on silos that died again and again.</summary>
    public static int Innocent(CaseFile file) => file.Stored.Count(row => row.Failure == Quarantined && row.Kind != Kinds.Poison.Name);
}
