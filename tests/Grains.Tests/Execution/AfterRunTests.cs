using Spawner.Grains.Execution;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Tests.Execution;

public sealed class AfterRunTests
{
    private static readonly RetryPolicy ThreeAttempts = new() { MaximumAttempts = 3, Delay = TimeSpan.FromSeconds(10), Jitter = 0, NonRetryable = ["System.ArgumentException"] };
    private static readonly Attempt Failed = new(AttemptEnd.Failed, Failure: FailureOf("System.InvalidOperationException"));

    [Fact]
    public void Decide_WhenFailedWithoutAPolicy_Ends() => Assert.Equal(AfterRun.End, Decide(Failed, policy: null));

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 20)]
    public void Decide_WhenFailedWithAttemptsLeft_RunsAgainLater(int failuresBefore, double seconds) =>
        Assert.Equal(new AfterRun(PutBackReason.Failed, TimeSpan.FromSeconds(seconds)), Decide(Failed, ThreeAttempts, failuresBefore));

    [Fact]
    public void Decide_WhenTheLastAttemptFailed_Ends() => Assert.Equal(AfterRun.End, Decide(Failed, ThreeAttempts, failuresBefore: 2));

    [Fact]
    public void Decide_WhenTimedOut_CountsAsAFailure() =>
        Assert.Equal(PutBackReason.Failed, Decide(new Attempt(AttemptEnd.TimedOut), ThreeAttempts).Again);

    [Fact]
    public void Decide_WhenFailedForGood_Ends() => Assert.Equal(AfterRun.End, Decide(Failed with { IsFinal = true }, ThreeAttempts));

    [Fact]
    public void Decide_WhenFailedByANonRetryableType_Ends() =>
        Assert.Equal(AfterRun.End, Decide(new Attempt(AttemptEnd.Failed, Failure: FailureOf("System.ArgumentException")), ThreeAttempts));

    [Fact]
    public void Decide_WhenTheNextAttemptWouldStartTooLate_Ends() =>
        Assert.Equal(AfterRun.End, Decide(Failed, ThreeAttempts, left: TimeSpan.FromSeconds(10)));

    [Theory]
    [InlineData(nameof(AttemptEnd.Succeeded))]
    [InlineData(nameof(AttemptEnd.Cancelled))]
    public void Decide_WhenSucceededOrCancelled_Ends(string end) =>
        Assert.Equal(AfterRun.End, Decide(new Attempt(Enum.Parse<AttemptEnd>(end)), ThreeAttempts));

    [Fact]
    public void Decide_WhenInterrupted_RunsAgainAtOnce_WhateverThePolicy() =>
        Assert.Equal(new AfterRun(PutBackReason.Interrupted, TimeSpan.Zero), Decide(new Attempt(AttemptEnd.Interrupted), policy: null, failuresBefore: 99));

    [Fact]
    public void Decide_WhenSnoozed_RunsAgainAfterThePauseItAskedFor() =>
        Assert.Equal(
            new AfterRun(PutBackReason.Snoozed, TimeSpan.FromMinutes(1)),
            Decide(new Attempt(AttemptEnd.Snoozed, SnoozeFor: TimeSpan.FromMinutes(1)), policy: null));

    private static AfterRun Decide(Attempt attempt, RetryPolicy? policy, int failuresBefore = 0, TimeSpan? left = null) =>
        AfterRun.Decide(attempt, policy, failuresBefore, left, new NoChance());

    private sealed class NoChance : Random
    {
        public override double NextDouble() => 0;
    }

    private static TaskFailure FailureOf(string type) => new() { Type = type, Message = "" };
}
