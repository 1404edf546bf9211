using System.Diagnostics;
using Spawner.Grains.Notes;
using Spawner.Grains.Telemetry;

namespace Spawner.Grains.Execution;

/// <summary>How one attempt ended.</summary>
internal enum AttemptEnd
{
    Succeeded,
    Failed,
    Cancelled,
    TimedOut,

    /// <summary>The silo left before the end; the task did nothing wrong and runs again on another silo.</summary>
    Interrupted,

    /// <summary>The handler asked for a pause; the task runs again later.</summary>
    Snoozed,
}

/// <summary>What one attempt left behind.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Result">Of one that succeeded.</param>
/// <param name="Failure">Of one that did not.</param>
/// <param name="IsFinal">Another attempt would end in the same way.</param>
/// <param name="SnoozeFor">How long a pause it asked for.</param>
internal readonly record struct Attempt(
    AttemptEnd End, byte[]? Result = null, TaskFailure? Failure = null, bool IsFinal = false, TimeSpan SnoozeFor = default);

/// <summary>Runs one attempt of one task: resolve, perform, judge (step 7 of docs/architecture.md).</summary>
internal sealed partial class AttemptPipeline(IServiceScopeFactory scopes, ILogger<AttemptPipeline> logger)
{
    private static readonly Func<ILogger, TaskId, IDisposable?> TaskScope = LoggerMessage.DefineScope<TaskId>("Task {TaskId}");

    public async ValueTask<Attempt> RunAsync(RunningTask run)
    {
        using var activity = SpawnerActivities.StartRun(run);
        using var scope = TaskScope(logger, run.Id);
        var attempt = await Perform(run);
        run.CloseNotes();
        SpawnerActivities.EndRun(activity, attempt);
        LogAttemptEnded(run.Id, run.Kind, run.Run, attempt.End, run.Elapsed.TotalMilliseconds);
        return attempt;
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Design", "CA1031", Justification = "Whatever a handler throws is its task's outcome, and never this silo's.")]
    private async ValueTask<Attempt> Perform(RunningTask run)
    {
        try
        {
            return new Attempt(AttemptEnd.Succeeded, await Invoke(run));
        }
        catch (Exception thrown)
        {
            return Judge(thrown, run.Reason, run.SiloLeaving.IsCancellationRequested);
        }
    }

    private async ValueTask<byte[]> Invoke(RunningTask run)
    {
        using var flow = RunFlow.Begin(run);
        await using AsyncServiceScope? services = run.Registration.NeedsServices ? scopes.CreateAsyncScope() : null;
        return await run.Registration.Invoke(services?.ServiceProvider, run.Entry.Spec.Input, run, run.StopToken);
    }

    /// <summary>What an exception of a handler means: the reason to stop explains it, if there was one.</summary>
    internal static Attempt Judge(Exception thrown, StopReason reason, bool siloLeaves) => (thrown, reason) switch
    {
        (_, StopReason.Cancelled) => new Attempt(AttemptEnd.Cancelled),
        (_, StopReason.TimedOut or StopReason.Silent) => new Attempt(AttemptEnd.TimedOut, Failure: Failures.From(thrown)),
        (_, StopReason.OutOfTime) => new Attempt(AttemptEnd.TimedOut, Failure: Failures.From(thrown), IsFinal: true),
        (_, StopReason.Superseded) => new Attempt(AttemptEnd.Interrupted),
        (OperationCanceledException, _) when siloLeaves || reason == StopReason.SiloLeaves => new Attempt(AttemptEnd.Interrupted),
        (SnoozeException snooze, _) => new Attempt(AttemptEnd.Snoozed, SnoozeFor: snooze.Delay),
        _ => new Attempt(
            AttemptEnd.Failed,
            Failure: Failures.From(thrown),
            IsFinal: thrown is NonRetryableException or UnreadableInputException or OversizeResultException),
    };

    [LoggerMessage(LogLevel.Debug, "Task {TaskId} of kind {Kind}, run {Run}, ended {End} after {Milliseconds} ms")]
    private partial void LogAttemptEnded(TaskId taskId, string kind, int run, AttemptEnd end, double milliseconds);
}
