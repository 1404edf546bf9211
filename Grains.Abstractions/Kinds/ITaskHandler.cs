namespace Spawner;

/// <summary>Runs the tasks of one kind in a silo. One instance serves one run; it comes from a scope of its own.</summary>
/// <typeparam name="TInput">Type of the input.</typeparam>
/// <typeparam name="TResult">Type of the result.</typeparam>
public interface ITaskHandler<TInput, TResult>
{
    /// <summary>The kind that this handler runs.</summary>
    static abstract TaskKind<TInput, TResult> Kind { get; }

    /// <summary>Does the work.</summary>
    /// <param name="input">What the submitter gave.</param>
    /// <param name="context">The task itself: id, run, progress, the second signal.</param>
    /// <param name="cancellationToken">Signalled when this task is to stop: cancelled, or past its timeout.</param>
    /// <returns>The result, which the submitter receives.</returns>
    Task<TResult> RunAsync(TInput input, ITaskContext context, CancellationToken cancellationToken);
}
