namespace Spawner.Grains.Hosting;

/// <summary>Registers task handlers in a silo.</summary>
public interface ISpawnerBuilder
{
    /// <summary>Registers a handler class. It comes from a dependency-injection scope of its own for each run.</summary>
    /// <typeparam name="THandler">Implements exactly one <see cref="ITaskHandler{TInput, TResult}"/>.</typeparam>
    /// <param name="configure">Mode and weight of its tasks.</param>
    /// <exception cref="ArgumentException">The class implements none or several task handlers.</exception>
    ISpawnerBuilder AddTask<THandler>(Action<TaskRegistration>? configure = null)
        where THandler : class;

    /// <summary>Registers a delegate.</summary>
    /// <param name="kind">The kind that it runs.</param>
    /// <param name="handler">Does the work: input, context, the token that asks this task to stop.</param>
    /// <param name="configure">Mode and weight of its tasks.</param>
    ISpawnerBuilder AddTask<TInput, TResult>(
        TaskKind<TInput, TResult> kind,
        Func<TInput, ITaskContext, CancellationToken, Task<TResult>> handler,
        Action<TaskRegistration>? configure = null);
}
