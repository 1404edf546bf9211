namespace Spawner;

/// <summary>Base of what Spawner throws on misuse, on refusals, and for tasks that did not succeed.</summary>
[GenerateSerializer, Alias("spawner.SpawnerException")]
public abstract class SpawnerException : Exception
{
    private protected SpawnerException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}

/// <summary>A request was not accepted because of what it says; the message lists every problem. Nothing was spawned.</summary>
public sealed class InvalidSpawnException : SpawnerException
{
    /// <summary>Reports problems.</summary>
    /// <param name="problems">Every problem found, each a sentence.</param>
    public InvalidSpawnException(IReadOnlyList<string> problems)
        : base($"The spawn was not accepted, and nothing was spawned:{string.Concat(problems.Select(p => "\n- " + p))}") =>
        Problems = problems;

    /// <summary>Every problem found, each a sentence.</summary>
    public IReadOnlyList<string> Problems { get; }
}

/// <summary>The cluster was too busy to accept a task for as long as the client was willing to try.</summary>
public sealed class SpawnRefusedException : SpawnerException
{
    /// <summary>Reports a refusal.</summary>
    /// <param name="message">What was refused and why.</param>
    /// <param name="retryAfter">When the cluster expects to have room.</param>
    public SpawnRefusedException(string message, TimeSpan retryAfter)
        : base(message) => RetryAfter = retryAfter;

    /// <summary>When the cluster expects to have room.</summary>
    public TimeSpan RetryAfter { get; }
}

/// <summary>The submitter may not do this.</summary>
public sealed class SpawnDeniedException(string message) : SpawnerException(message);

/// <summary>No silo could be reached, or none answered in time. What was asked for may or may not have happened.</summary>
public sealed class ClusterUnavailableException(string message, Exception? inner = null) : SpawnerException(message, inner);

/// <summary>The cluster knows no such silo.</summary>
[GenerateSerializer, Alias("spawner.UnknownSiloException")]
public sealed class UnknownSiloException(string message) : SpawnerException(message);

/// <summary>The cluster knows no such task: it never existed, or it ended and its result is no longer kept.</summary>
public sealed class UnknownTaskException : SpawnerException
{
    /// <summary>Reports an unknown task.</summary>
    public UnknownTaskException(TaskId id)
        : base($"Task {id} is unknown: it never existed, or it ended and its result is no longer kept "
            + "(silos keep results for Spawner:Execution:ResultRetention). Check the id, or ask sooner.") => Id = id;

    /// <summary>The id that was asked for.</summary>
    public TaskId Id { get; }
}

/// <summary>A result was asked for as another type than the task's kind gives, or its JSON does not fit that type.</summary>
public sealed class ResultTypeException(string message, Exception? inner = null) : SpawnerException(message, inner);

/// <summary>A task was not spawned, since another one has its key and <see cref="UniqueKey.OnConflict"/> does not let it be returned.</summary>
public sealed class KeyTakenException : SpawnerException
{
    /// <summary>Reports a key that is taken.</summary>
    /// <param name="key">The key.</param>
    /// <param name="existing">The task that has it.</param>
    public KeyTakenException(string key, TaskId existing)
        : base($"Nothing was spawned: task {existing} has the key '{key}'. Await it, cancel it, or choose another key.") => Existing = existing;

    /// <summary>The task that has the key.</summary>
    public TaskId Existing { get; }
}

/// <summary>A request about recorded tasks was not accepted because of what it says; the message lists every problem. Nothing was changed.</summary>
public sealed class InvalidTaskRequestException : SpawnerException
{
    /// <summary>Reports problems.</summary>
    /// <param name="problems">Every problem found, each a sentence.</param>
    public InvalidTaskRequestException(IReadOnlyList<string> problems)
        : base($"The request about recorded tasks was not accepted, and nothing was changed:{string.Concat(problems.Select(p => "\n- " + p))}") =>
        Problems = problems;

    /// <summary>Every problem found, each a sentence.</summary>
    public IReadOnlyList<string> Problems { get; }
}

/// <summary>The cluster has no store for durable tasks, or its store did not do what it was asked; a change may have been made.</summary>
public sealed class TaskStoreUnavailableException : SpawnerException
{
    /// <summary>Reports it.</summary>
    /// <param name="message">What is the matter, and what to do.</param>
    /// <param name="isTransient">Whether another try may help.</param>
    public TaskStoreUnavailableException(string message, bool isTransient)
        : base(message) => IsTransient = isTransient;

    /// <summary>Whether another try may help: the store is away or busy. If not, somebody must mend something first.</summary>
    public bool IsTransient { get; }
}
