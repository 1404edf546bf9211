namespace Spawner.Client;

/// <summary>One spawned task, in the hands of whoever knows its id.</summary>
public abstract class TaskHandle
{
    private protected TaskHandle()
    {
    }

    /// <summary>The task.</summary>
    public abstract TaskId Id { get; }

    /// <summary>Waits for the end, whatever it is, and says how and where the task ended.</summary>
    /// <exception cref="UnknownTaskException">The cluster does not know the task.</exception>
    public abstract Task<TaskSnapshot> GetOutcomeAsync(CancellationToken cancellationToken = default);

    /// <summary>The task as it stands now.</summary>
    /// <exception cref="UnknownTaskException">The cluster does not know the task.</exception>
    public abstract Task<TaskSnapshot> DescribeAsync(CancellationToken cancellationToken = default);

    /// <summary>Asks the task to stop; await the outcome to see whether it did.</summary>
    /// <exception cref="UnknownTaskException">The cluster does not know the task.</exception>
    public abstract Task<CancelAnswer> CancelAsync(CancellationToken cancellationToken = default);

    /// <summary>Where the task is and why, or why it waits.</summary>
    /// <exception cref="UnknownTaskException">The cluster does not know the task.</exception>
    public abstract Task<PlacementExplanation> ExplainAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// The task now, then at each change of phase and progress until it has ended. A slow reader skips to the latest
    /// progress, and never misses the end.
    /// </summary>
    /// <exception cref="UnknownTaskException">The cluster does not know the task.</exception>
    public abstract IAsyncEnumerable<TaskSnapshot> WatchAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// What the task has written (<see cref="ITaskContext.Output"/>) from a position on, as far as it is kept: while it runs, and
    /// after its end as long as the task itself is known. Does not wait.
    /// </summary>
    /// <param name="from">Position of the first byte wanted, from 0; <see cref="TaskOutputPart.Next"/> of an earlier part.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentOutOfRangeException">The position is negative.</exception>
    /// <exception cref="UnknownTaskException">The cluster does not know the task.</exception>
    public abstract Task<TaskOutputPart> ReadOutputAsync(long from = 0, CancellationToken cancellationToken = default);

    /// <summary>
    /// What the task has written from a position on, and what it writes until it has ended. After an interruption the
    /// <see cref="TaskOutputPart.Next"/> of the last part is where to go on.
    /// </summary>
    /// <inheritdoc cref="ReadOutputAsync"/>
    public abstract IAsyncEnumerable<TaskOutputPart> FollowOutputAsync(long from = 0, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public override string ToString() => Id.ToString();

    /// <summary>Whether the cluster tells the end of itself, so that nothing is to be done until it is awaited.</summary>
    internal abstract bool IsToldUnasked { get; }

    /// <summary>Whether this handle knows of the end.</summary>
    internal abstract bool HasEnded { get; }

    /// <summary>Waits for the end without asking how the task ended.</summary>
    internal abstract Task WaitForEndAsync(CancellationToken cancellationToken);
}

/// <summary>One spawned task with its typed result.</summary>
/// <typeparam name="TResult">Type of the result.</typeparam>
public abstract class TaskHandle<TResult> : TaskHandle
{
    private protected TaskHandle()
    {
    }

    /// <summary>Waits for the end and returns the result.</summary>
    /// <exception cref="TaskFailedException">The handler threw, or its input or result could not be read or written.</exception>
    /// <exception cref="TaskCancelledException">The task was cancelled.</exception>
    /// <exception cref="TaskTimedOutException">The task ran longer than its timeout.</exception>
    /// <exception cref="TaskLostException">The task's silo died or left before it had ended.</exception>
    /// <exception cref="ResultTypeException">The task is of another kind, or its result does not fit the type.</exception>
    /// <exception cref="UnknownTaskException">The cluster does not know the task.</exception>
    public abstract Task<TResult> GetResultAsync(CancellationToken cancellationToken = default);

    /// <summary>The result, if the task has succeeded.</summary>
    /// <exception cref="ResultTypeException">It does not fit the type.</exception>
    internal abstract bool TryGetResult(out TResult? result);
}
