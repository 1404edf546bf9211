namespace Spawner.Client;

/// <content>
/// Durable tasks, as the cluster's store has them: those of the client's namespace. Each method throws
/// <see cref="InvalidTaskRequestException"/> with every problem of what it is given, and <see cref="TaskStoreUnavailableException"/> when the
/// cluster has no store, or the store does not answer.
/// </content>
public partial interface ISpawnerClient
{
    /// <summary>Lists tasks, page by page as they are read. Tasks that come or end meanwhile may or may not be among them; none is told twice.</summary>
    /// <param name="query">Which, and in which order; by default all, the newest first.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="InvalidTaskRequestException">The query is not accepted; the message lists every problem.</exception>
    /// <exception cref="TaskStoreUnavailableException">There is no store, or it did not answer.</exception>
    IAsyncEnumerable<TaskSnapshot> ListTasksAsync(TaskQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>One page of tasks.</summary>
    /// <param name="query">Which, and in which order; the same for all pages.</param>
    /// <param name="cursor"><see cref="TaskPage.Next"/> of the page before; <see langword="null"/> for the first.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <inheritdoc cref="ListTasksAsync"/>
    Task<TaskPage> ListTaskPageAsync(TaskQuery? query = null, string? cursor = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Tasks in each phase that has any. A task that runs counts as <see cref="TaskPhase.Queued"/> unless its start was written down, which
    /// it is only after its silo died; <see cref="ListSilosAsync"/> tells how many run.
    /// </summary>
    /// <exception cref="TaskStoreUnavailableException">There is no store, or it did not answer.</exception>
    Task<IReadOnlyDictionary<TaskPhase, long>> CountTasksAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs ended tasks again, under their ids: queued, with a higher run, their attempts and crashes counted from zero. Handles that have
    /// told their end keep it; <see cref="GetTask(TaskId)"/> gives one that follows the new run.
    /// </summary>
    /// <param name="filter">
    /// Which; without phases those that failed, timed out or were lost. Those that succeeded, or have not ended, or whose key another task
    /// has by now, are left alone.
    /// </param>
    /// <param name="cancellationToken">Stops between two messages, each of some hundred tasks; what was changed until then stays so.</param>
    /// <returns>How many were changed, and how many were left alone and why.</returns>
    /// <exception cref="InvalidTaskRequestException">The filter is not accepted; the message lists every problem.</exception>
    /// <exception cref="TaskStoreUnavailableException">There is no store, or it did not answer. What was changed until then stays so.</exception>
    Task<TaskChanges> RetryTasksAsync(TaskFilter filter, CancellationToken cancellationToken = default);

    /// <param name="ids">Which.</param>
    /// <param name="cancellationToken">Stops between two messages, each of some hundred tasks; what was changed until then stays so.</param>
    /// <inheritdoc cref="RetryTasksAsync(TaskFilter, CancellationToken)"/>
    Task<TaskChanges> RetryTasksByIdAsync(IEnumerable<TaskId> ids, CancellationToken cancellationToken = default);

    /// <summary>Runs an ended task again, with another input and without its checkpoint.</summary>
    /// <param name="kind">Its kind; a task of another kind is left alone.</param>
    /// <param name="id">The task.</param>
    /// <param name="input">Its input from now on; at most <see cref="SpawnLimits.MaximumPayloadBytes"/> of JSON.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether it was changed, or why it was left alone.</returns>
    /// <exception cref="InvalidTaskRequestException">The input is not accepted; the message says why.</exception>
    /// <inheritdoc cref="RetryTasksAsync(TaskFilter, CancellationToken)"/>
    Task<TaskChanges> RetryTaskAsync<TInput, TResult>(TaskKind<TInput, TResult> kind, TaskId id, TInput input, CancellationToken cancellationToken = default);

    /// <summary>
    /// Cancels tasks: those that wait never start, and those that run are told to stop. If the silo of a task dies before it hears of it,
    /// the task is not run again.
    /// </summary>
    /// <param name="filter">Which; without phases all that have not ended.</param>
    /// <param name="cancellationToken">Stops between two messages, each of some hundred tasks; what was changed until then stays so.</param>
    /// <inheritdoc cref="RetryTasksAsync(TaskFilter, CancellationToken)"/>
    Task<TaskChanges> CancelTasksAsync(TaskFilter filter, CancellationToken cancellationToken = default);

    /// <param name="ids">Which.</param>
    /// <param name="cancellationToken">Stops between two messages, each of some hundred tasks; what was changed until then stays so.</param>
    /// <inheritdoc cref="CancelTasksAsync(TaskFilter, CancellationToken)"/>
    Task<TaskChanges> CancelTasksByIdAsync(IEnumerable<TaskId> ids, CancellationToken cancellationToken = default);

    /// <summary>Forgets ended tasks, with their outcomes and output: whoever asks for them hears that they are unknown.</summary>
    /// <param name="filter">Which; without phases those that failed, timed out or were lost. Those that have not ended are left alone.</param>
    /// <param name="cancellationToken">Stops between two messages, each of some hundred tasks; what was changed until then stays so.</param>
    /// <inheritdoc cref="RetryTasksAsync(TaskFilter, CancellationToken)"/>
    Task<TaskChanges> DiscardTasksAsync(TaskFilter filter, CancellationToken cancellationToken = default);

    /// <param name="ids">Which.</param>
    /// <param name="cancellationToken">Stops between two messages, each of some hundred tasks; what was changed until then stays so.</param>
    /// <inheritdoc cref="DiscardTasksAsync(TaskFilter, CancellationToken)"/>
    Task<TaskChanges> DiscardTasksByIdAsync(IEnumerable<TaskId> ids, CancellationToken cancellationToken = default);

    /// <summary>Pauses a kind, for all namespaces: its durable tasks are recorded, and wait. Those that run go on.</summary>
    /// <param name="kind">Its name.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="InvalidTaskRequestException">The name is not accepted.</exception>
    /// <exception cref="TaskStoreUnavailableException">There is no store, or it did not answer.</exception>
    Task PauseKindAsync(string kind, CancellationToken cancellationToken = default);

    /// <summary>Lets the tasks of a paused kind go on.</summary>
    /// <inheritdoc cref="PauseKindAsync"/>
    Task ResumeKindAsync(string kind, CancellationToken cancellationToken = default);

    /// <summary>Names of the kinds that are paused.</summary>
    /// <exception cref="TaskStoreUnavailableException">There is no store, or it did not answer.</exception>
    Task<IReadOnlyList<string>> ListPausedKindsAsync(CancellationToken cancellationToken = default);
}
