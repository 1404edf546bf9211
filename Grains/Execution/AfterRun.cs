using Spawner.Grains.Storage;

namespace Spawner.Grains.Execution;

/// <summary>What follows a run: the task ends, or it runs again. Pure.</summary>
/// <param name="Again">Why it runs again; <see langword="null"/> if it ends.</param>
/// <param name="Delay">When, from now.</param>
internal readonly record struct AfterRun(PutBackReason? Again, TimeSpan Delay)
{
    public static AfterRun End => default;

    /// <param name="attempt">How the run ended.</param>
    /// <param name="policy">The task's; <see langword="null"/> for none.</param>
    /// <param name="failuresBefore">Attempts that failed before this one.</param>
    /// <param name="left">Time left of the task's total timeout; <see langword="null"/> for no limit.</param>
    /// <param name="random">Asked only where there is a pause to lengthen: most tasks end, and random numbers cost.</param>
    public static AfterRun Decide(Attempt attempt, RetryPolicy? policy, int failuresBefore, TimeSpan? left, Random random)
    {
        switch (attempt.End)
        {
            case AttemptEnd.Interrupted:
                return new AfterRun(PutBackReason.Interrupted, TimeSpan.Zero);
            case AttemptEnd.Snoozed:
                return new AfterRun(PutBackReason.Snoozed, attempt.SnoozeFor);
            case AttemptEnd.Failed or AttemptEnd.TimedOut when MayTryAgain(attempt, policy, failuresBefore):
                var delay = Backoff.Of(policy!, failuresBefore + 1, random.NextDouble());

                // One that would only time out while it waits ends with what it has failed with.
                return delay >= left ? End : new AfterRun(PutBackReason.Failed, delay);
            default:
                return End;
        }
    }

    private static bool MayTryAgain(Attempt attempt, RetryPolicy? policy, int failuresBefore) =>
        policy is not null
        && !attempt.IsFinal
        && failuresBefore + 1 < policy.MaximumAttempts
        && (attempt.Failure is not { } failure || !policy.NonRetryable.Contains(failure.Type));
}
