namespace Spawner.Grains.Lifecycle;

/// <summary>What can happen to a task that a silo holds.</summary>
internal enum TaskEvent
{
    /// <summary>Its handler starts.</summary>
    Start,

    /// <summary>The silo leaves before it ended: it waits again, for another silo.</summary>
    Interrupt,

    /// <summary>It is not to start yet: it is new and has a delay, or a run ended and another one follows later.</summary>
    Postpone,

    /// <summary>The time for which it was postponed has come.</summary>
    Due,
    Succeed,
    Fail,
    Cancel,
    TimeOut,
    Lose,
}

/// <summary>The life of a task: the one place that says which phase follows which. Pure.</summary>
internal static class TaskPhaseMachine
{
    /// <summary>The phase after an event; <see langword="null"/> if the event has no meaning in this phase, which is then kept.</summary>
    public static TaskPhase? Next(TaskPhase phase, TaskEvent happened) => (phase, happened) switch
    {
        (TaskPhase.Queued, TaskEvent.Start) => TaskPhase.Running,
        (TaskPhase.Queued, TaskEvent.Postpone) => TaskPhase.Scheduled,
        (TaskPhase.Queued, TaskEvent.Cancel) => TaskPhase.Cancelled,
        (TaskPhase.Queued, TaskEvent.TimeOut) => TaskPhase.TimedOut,
        (TaskPhase.Queued, TaskEvent.Lose) => TaskPhase.Lost,

        // One that has taken several silos down is not tried again.
        (TaskPhase.Queued, TaskEvent.Fail) => TaskPhase.Failed,
        (TaskPhase.Scheduled, TaskEvent.Due) => TaskPhase.Queued,
        (TaskPhase.Scheduled, TaskEvent.Cancel) => TaskPhase.Cancelled,
        (TaskPhase.Scheduled, TaskEvent.TimeOut) => TaskPhase.TimedOut,
        (TaskPhase.Scheduled, TaskEvent.Lose) => TaskPhase.Lost,
        (TaskPhase.Running, TaskEvent.Interrupt) => TaskPhase.Queued,
        (TaskPhase.Running, TaskEvent.Postpone) => TaskPhase.Scheduled,
        (TaskPhase.Running, TaskEvent.Succeed) => TaskPhase.Succeeded,
        (TaskPhase.Running, TaskEvent.Fail) => TaskPhase.Failed,
        (TaskPhase.Running, TaskEvent.Cancel) => TaskPhase.Cancelled,
        (TaskPhase.Running, TaskEvent.TimeOut) => TaskPhase.TimedOut,
        (TaskPhase.Running, TaskEvent.Lose) => TaskPhase.Lost,
        _ => null,
    };

    /// <summary>The event that ends a task in this phase.</summary>
    public static TaskEvent EndingIn(TaskPhase phase) => phase switch
    {
        TaskPhase.Succeeded => TaskEvent.Succeed,
        TaskPhase.Failed => TaskEvent.Fail,
        TaskPhase.Cancelled => TaskEvent.Cancel,
        TaskPhase.TimedOut => TaskEvent.TimeOut,
        TaskPhase.Lost => TaskEvent.Lose,
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "Not a terminal phase."),
    };
}
