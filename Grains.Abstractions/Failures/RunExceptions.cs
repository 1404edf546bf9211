namespace Spawner;

/// <summary>A checkpoint is too large, cannot be written, or cannot be read as the type that it was asked for as.</summary>
public sealed class CheckpointException(string message, Exception? inner = null) : SpawnerException(message, inner);

/// <summary>
/// A run of a handler is over although the handler goes on: another silo has the task, or its end was recorded. What it does now
/// changes nothing about the task any more.
/// </summary>
public sealed class TaskSupersededException : SpawnerException
{
    /// <summary>Reports a run that is over.</summary>
    public TaskSupersededException(TaskId id, int run, Exception? inner = null)
        : base($"Run {run} of task {id} is over: the task has ended, or another silo has it. Nothing was saved; let the handler return.", inner) =>
        (Id, Run) = (id, run);

    /// <summary>The task.</summary>
    public TaskId Id { get; }

    /// <summary>The run that is over.</summary>
    public int Run { get; }
}
