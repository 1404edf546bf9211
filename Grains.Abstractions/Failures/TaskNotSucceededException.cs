namespace Spawner;

/// <summary>A result was awaited of a task that ended without one. <see cref="Snapshot"/> says how and where.</summary>
public abstract class TaskNotSucceededException : SpawnerException
{
    private protected TaskNotSucceededException(string message, TaskSnapshot snapshot)
        : base(message) => Snapshot = snapshot;

    /// <summary>The task at its end.</summary>
    public TaskSnapshot Snapshot { get; }

    internal static TaskNotSucceededException For(TaskSnapshot task) => task.Phase switch
    {
        TaskPhase.Failed => new TaskFailedException(task),
        TaskPhase.Cancelled => new TaskCancelledException(task),
        TaskPhase.TimedOut => new TaskTimedOutException(task),
        TaskPhase.Lost => new TaskLostException(task),
        _ => throw new ArgumentOutOfRangeException(nameof(task), task.Phase, "Only a task that ended without success has an exception."),
    };

    private protected static string Where(TaskSnapshot task) =>
        $"Task {task.Id} of kind '{task.Kind}' (run {task.Run}, on silo {task.SiloName ?? task.Silo?.ToParsableString() ?? "unknown"})";
}

/// <summary>The handler threw, or its input or result could not be read or written.</summary>
public sealed class TaskFailedException(TaskSnapshot snapshot)
    : TaskNotSucceededException($"{Where(snapshot)} failed: {snapshot.Failure?.Type}: {snapshot.Failure?.Message}", snapshot);

/// <summary>The task was ended on request.</summary>
public sealed class TaskCancelledException(TaskSnapshot snapshot)
    : TaskNotSucceededException($"{Where(snapshot)} was cancelled.", snapshot);

/// <summary>The task ran longer than its timeout.</summary>
public sealed class TaskTimedOutException(TaskSnapshot snapshot)
    : TaskNotSucceededException($"{Where(snapshot)} ran longer than its timeout: {snapshot.Failure?.Message}", snapshot);

/// <summary>The task's silo died or left before the task had ended. It may have had effects.</summary>
public sealed class TaskLostException(TaskSnapshot snapshot)
    : TaskNotSucceededException($"{Where(snapshot)} was lost with its silo.", snapshot);
