using Spawner.Grains.Lifecycle;
using Spawner.Grains.Placement;

namespace Spawner.Grains.Execution;

/// <summary>Handlers that do not return although they were told to stop: their tasks go on without them.</summary>
internal sealed partial class Executor
{
    /// <summary>The handler did not return within the grace after its token was signalled: its outcome is recorded without it.</summary>
    public void OnStopGraceOver(RunningTask run)
    {
        var attempt = run.Reason switch
        {
            StopReason.Cancelled => new Attempt(AttemptEnd.Cancelled),
            StopReason.TimedOut or StopReason.Silent => new Attempt(AttemptEnd.TimedOut, Failure: NotAnswering(run)),
            StopReason.OutOfTime => new Attempt(AttemptEnd.TimedOut, Failure: NotAnswering(run), IsFinal: true),
            _ => new Attempt(AttemptEnd.Interrupted),
        };
        if (attempt.End == AttemptEnd.Interrupted)
        {
            // The drain itself decides what becomes of tasks that do not let go of a leaving silo.
            return;
        }

        run.CloseNotes();
        lock (_lock)
        {
            run.Abandoned = true;
            if (End_NeedsLock(run.Entry, attempt, run))
            {
                LogHandlerAbandoned(run.Id, run.Kind, run.Reason, _options.StopGrace);
            }
        }
    }

    private TaskFailure NotAnswering(RunningTask run)
    {
        var template = run.Entry.Spec.Template;
        var limit = run.Reason switch
        {
            StopReason.Silent => $"gave no sign of life for {template.Limits?.Heartbeat}",
            StopReason.OutOfTime => $"went on beyond the task's total timeout of {template.Limits?.Total}",
            _ => $"ran for more than {template.Timeout}",
        };
        return new TaskFailure
        {
            Type = nameof(TimeoutException),
            Message = $"The handler {limit} and did not return within {_options.StopGrace} after its token was signalled.",
        };
    }

    [LoggerMessage(LogLevel.Warning, "Task {TaskId} of kind {Kind} does not answer: its handler goes on {Grace} after it was told to stop ({Reason})")]
    private partial void LogHandlerAbandoned(TaskId taskId, string kind, StopReason reason, TimeSpan grace);
}
