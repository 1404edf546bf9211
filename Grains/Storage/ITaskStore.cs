namespace Spawner.Grains.Storage;

/// <summary>
/// Where durable tasks are kept: what is committed here outlives every silo. The verbs are those of the domain, each one is a
/// single transaction, and each write about a task names its owner and its run, so that a silo that lost the task changes
/// nothing. All times are the store's own clock: silos tell it durations.
/// </summary>
/// <remarks>
/// After a failure (<see cref="TaskStoreException"/>) a write may or may not have been committed; doing it again is safe: it then
/// tells what stands. Thread-safe. Never called under a lock, nor in a grain's turn.
/// </remarks>
internal interface ITaskStore
{
    /// <summary>What and where it is, for people, without a password: <c>PostgreSQL 15.4, db:5432/spawner</c>, <c>SQLite, /var/lib/spawner</c>, <c>memory (not durable)</c>.</summary>
    string Description { get; }

    /// <summary>Whether what is committed survives the end of all silos.</summary>
    bool IsDurable { get; }

    /// <summary>Makes it ready: brings its schema up to date, one silo at a time.</summary>
    /// <exception cref="TaskStoreException">It cannot be reached, or its schema is newer than this program knows.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// A silo incarnation becomes an owner of tasks, with a lease. Asked again while that lease lasts, it renews it and keeps the
    /// number; once it has ended, the silo gets another number.
    /// </summary>
    /// <param name="silo">Its address and generation, as text.</param>
    /// <param name="name">Its name.</param>
    /// <param name="lease">How long it owns without renewing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<TaskOwner> RegisterAsync(string silo, string name, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Makes a lease last so long from now on.</summary>
    /// <returns>Whether it had not ended; if it had, the silo owns nothing any more.</returns>
    Task<bool> RenewAsync(OwnerNumber owner, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Ends a lease now: of a silo that leaves, or one known to be dead. What it still owns may be adopted at once.</summary>
    Task EndLeaseAsync(OwnerNumber owner, CancellationToken cancellationToken);

    /// <summary>Owners with a lease, and those without one that still have tasks.</summary>
    Task<TaskOwner[]> ListOwnersAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes of one owner, all in one transaction, the inserts first: what is inserted may end in the same commit. Those that are
    /// refused (see <see cref="CommitReply"/>) leave the others alone.
    /// </summary>
    /// <exception cref="LeaseLostException">The owner's lease has ended: nothing was written.</exception>
    Task<CommitReply> CommitAsync(OwnerNumber owner, TaskWrites writes, CancellationToken cancellationToken);

    /// <summary>
    /// Takes over tasks of an owner whose lease has ended: queued again, their run and their <see cref="StoredTask.Losses"/> raised.
    /// One that was marked as started has its <see cref="StoredTask.Crashes"/> raised as well.
    /// </summary>
    /// <param name="by">The new owner.</param>
    /// <param name="from">The former one. With a lease that has not ended nothing is adopted.</param>
    /// <param name="most">Most tasks to take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LeaseLostException">The new owner's own lease has ended.</exception>
    Task<StoredTask[]> AdoptAsync(OwnerNumber by, OwnerNumber from, int most, CancellationToken cancellationToken);

    /// <summary>
    /// Takes tasks that nobody owns and that are due, the ones due first before others: queued, their run raised. One that another
    /// silo takes or cancels at this moment is passed over. With them come those that have expired, whatever their kind: they are to
    /// be ended.
    /// </summary>
    /// <param name="by">The new owner.</param>
    /// <param name="kinds">Kinds that it runs; those that are paused are passed over.</param>
    /// <param name="most">Most tasks to take of those that are due, and of those that have expired.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LeaseLostException">The owner's lease has ended.</exception>
    Task<ClaimReply> ClaimAsync(OwnerNumber by, IReadOnlyCollection<string> kinds, int most, CancellationToken cancellationToken);

    /// <summary>Tasks of an owner, in the order of their numbers: what was handed over to it in a message that never came.</summary>
    Task<StoredTask[]> ListOwnedAsync(OwnerNumber owner, Guid after, int most, CancellationToken cancellationToken);

    /// <summary>What is kept of each task, in order; <see langword="null"/> of those that are not kept.</summary>
    Task<StoredTask?[]> FindAsync(IReadOnlyList<Guid> tasks, CancellationToken cancellationToken);

    /// <summary>
    /// Ends tasks that nobody owns as cancelled. For those that somebody owns the wish is noted
    /// (<see cref="StoredTask.CancelRequested"/>), and the owner is to be told. Ended and unknown ones are left alone.
    /// </summary>
    /// <returns>The tasks as they are then, in order; <see langword="null"/> of those that are not kept.</returns>
    Task<StoredTask?[]> CancelAsync(IReadOnlyList<Guid> tasks, CancellationToken cancellationToken);

    /// <summary>A page of tasks.</summary>
    Task<TaskPage> ListAsync(TaskQuery query, CancellationToken cancellationToken);

    /// <summary>Tasks in each phase that has any, as the writers have counted: no table is scanned.</summary>
    Task<IReadOnlyDictionary<TaskPhase, long>> CountAsync(string? taskNamespace, CancellationToken cancellationToken);

    /// <summary>
    /// Ended tasks live again: queued, owned by nobody, their run raised and their attempts and crashes counted from zero. What
    /// they said of their progress is gone, their checkpoint stays.
    /// </summary>
    /// <param name="tasks">Which; those that succeeded, or have not ended, or whose key another task holds now, are left alone: of several with one key the one that held it last lives again.</param>
    /// <param name="input">Another input for them, without their checkpoint; <see langword="null"/> for their own.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many live again.</returns>
    Task<int> ReviveAsync(IReadOnlyList<Guid> tasks, ReadOnlyMemory<byte>? input, CancellationToken cancellationToken);

    /// <summary>Forgets ended tasks, with their outcomes, output and keys.</summary>
    /// <returns>How many were forgotten.</returns>
    Task<int> DiscardAsync(IReadOnlyList<Guid> tasks, CancellationToken cancellationToken);

    /// <summary>Forgets ended tasks whose time is over, and keys that are held no more; a bounded part of them, in a bounded time.</summary>
    /// <returns>Whether there may be more.</returns>
    Task<bool> PruneAsync(TaskRetention retention, CancellationToken cancellationToken);

    /// <summary>What a task has written, from a position on. The last 256 KiB are kept.</summary>
    /// <param name="task">The task.</param>
    /// <param name="from">Position of the first byte wanted.</param>
    /// <param name="most">Most bytes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<TaskOutput> ReadOutputAsync(Guid task, long from, int most, CancellationToken cancellationToken);

    /// <summary>Pauses a kind, or lets it go on: tasks of a paused one are not claimed.</summary>
    Task SetPausedAsync(string kind, bool paused, CancellationToken cancellationToken);

    /// <summary>Kinds that are paused.</summary>
    Task<string[]> ListPausedAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Tells, until it is cancelled, when somebody who is no silo has put in tasks for any silo to claim. A hint: some may be missed,
    /// so claiming from time to time is still needed. A store into which nobody else puts any returns at once.
    /// </summary>
    /// <param name="arrived">Called on any thread; must not wait.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task ListenAsync(Action arrived, CancellationToken cancellationToken) => Task.CompletedTask;
}
