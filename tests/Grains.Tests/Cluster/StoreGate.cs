using Spawner.Grains.Storage;

namespace Spawner.Grains.Tests.Cluster;

/// <summary>A store whose commits a test holds back, or lets fail, and counts; and that tells when silos have used it.</summary>
internal sealed class StoreGate(ITaskStore store) : ITaskStore
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private volatile TaskCompletionSource? _held;
    private volatile TaskCompletionSource? _answersHeld;
    private TaskCompletionSource _used = NewSource();
    private int _failures;
    private int _vanishingHolders;
    private int _lostAdoptions;
    private int _failedQuestions;
    private HeldList? _heldList;

    /// <summary>The store itself, which nothing holds back.</summary>
    public ITaskStore Inner => store;

    public string Description => store.Description;

    public bool IsDurable => store.IsDurable;

    /// <summary>Commits that were asked for.</summary>
    public int Commits { get; private set; }

    /// <summary>Times that a silo has looked for tasks without an owner: each does once a second.</summary>
    public int Looks { get; private set; }

    /// <summary>Notes that were asked to be written.</summary>
    public int Notes { get; private set; }

    /// <summary>Commits with notes fail, for good.</summary>
    public bool RefuseNotes { get; set; }

    /// <summary>What questions of people and tools meet, if anything.</summary>
    public TaskStoreException? Outage { get; set; }

    /// <summary>From now on commits wait for <see cref="Release"/>.</summary>
    public void Hold() => _held = NewSource();

    /// <summary>From now on commits are done, and their answers wait for <see cref="Release"/>.</summary>
    public void HoldAnswers() => _answersHeld = NewSource();

    public void Release()
    {
        var (held, answersHeld) = (_held, _answersHeld);
        (_held, _answersHeld) = (null, null);
        held?.TrySetResult();
        answersHeld?.TrySetResult();
    }

    /// <summary>So many of the next commits are written, and their answers are lost.</summary>
    public void LoseAnswers(int count) => Volatile.Write(ref _failures, count);

    /// <summary>So many of the next adoptions are written, and their answers are lost.</summary>
    public void LoseAdoptions(int count) => Volatile.Write(ref _lostAdoptions, count);

    /// <summary>The next list of what a silo owns is read, and then waits to be told.</summary>
    public (TaskCompletionSource Read, TaskCompletionSource Told) HoldNextList()
    {
        var held = new HeldList(NewSource(), NewSource());
        _heldList = held;
        return (held.Read, held.Told);
    }

    /// <summary>So many of the next questions about single tasks and their output, and wishes to cancel them, fail.</summary>
    public void FailQuestions(int count) => Volatile.Write(ref _failedQuestions, count);

    /// <summary>The next commit of new tasks finds their keys taken by tasks that nobody finds any more.</summary>
    public void LetHoldersVanish() => Volatile.Write(ref _vanishingHolders, 1);

    /// <summary>
    /// Waits for a condition, which is looked at whenever silos have written to the store or looked for tasks there: the latter each
    /// of them does once a second.
    /// </summary>
    public async Task UntilAsync(Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        for (var used = Volatile.Read(ref _used).Task; !await condition(); used = Volatile.Read(ref _used).Task)
        {
            try
            {
                await used.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                Assert.Fail($"What was waited for did not happen within {Limit}.");
            }
        }
    }

    public Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken) => UntilAsync(() => Task.FromResult(condition()), cancellationToken);

    public async Task<CommitReply> CommitAsync(OwnerNumber owner, TaskWrites writes, CancellationToken cancellationToken)
    {
        Commits++;
        Notes += writes.Notes.Count;
        OnUsed();
        if (writes.Inserts.Count > 0 && Interlocked.Exchange(ref _vanishingHolders, 0) == 1)
        {
            return await store.CommitAsync(owner, writes with { Inserts = [] }, cancellationToken) with
            {
                Inserts = [.. writes.Inserts.Select(_ => new InsertReply(InsertOutcome.KeyTaken))],
            };
        }

        if (RefuseNotes && writes.Notes.Count > 0)
        {
            throw new TaskStoreException("No notes are taken.", isTransient: false);
        }

        if (_held is { } held)
        {
            await held.Task.WaitAsync(cancellationToken);
        }

        var reply = await ToldAsync(store.CommitAsync(owner, writes, cancellationToken));
        if (_answersHeld is { } answersHeld)
        {
            await answersHeld.Task.WaitAsync(cancellationToken);
        }

        return Interlocked.Decrement(ref _failures) >= 0 ? throw new TaskStoreException("The answer was lost.", isTransient: true) : reply;
    }

    public Task OpenAsync(CancellationToken cancellationToken) => store.OpenAsync(cancellationToken);

    public Task<TaskOwner> RegisterAsync(string silo, string name, TimeSpan lease, CancellationToken cancellationToken) =>
        store.RegisterAsync(silo, name, lease, cancellationToken);

    public Task<bool> RenewAsync(OwnerNumber owner, TimeSpan lease, CancellationToken cancellationToken) => store.RenewAsync(owner, lease, cancellationToken);

    public Task EndLeaseAsync(OwnerNumber owner, CancellationToken cancellationToken) => store.EndLeaseAsync(owner, cancellationToken);

    public Task<TaskOwner[]> ListOwnersAsync(CancellationToken cancellationToken)
    {
        Looks++;
        return ToldAsync(store.ListOwnersAsync(cancellationToken));
    }

    public async Task<StoredTask[]> AdoptAsync(OwnerNumber by, OwnerNumber from, int most, CancellationToken cancellationToken)
    {
        var adopted = await ToldAsync(store.AdoptAsync(by, from, most, cancellationToken));
        return adopted.Length > 0 && Interlocked.Decrement(ref _lostAdoptions) >= 0
            ? throw new TaskStoreException("The answer was lost.", isTransient: true)
            : adopted;
    }

    public Task<ClaimReply> ClaimAsync(OwnerNumber by, IReadOnlyCollection<string> kinds, int most, CancellationToken cancellationToken) =>
        ToldAsync(store.ClaimAsync(by, kinds, most, cancellationToken));

    public async Task<StoredTask[]> ListOwnedAsync(OwnerNumber owner, Guid after, int most, CancellationToken cancellationToken)
    {
        var owned = await store.ListOwnedAsync(owner, after, most, cancellationToken);
        if (Interlocked.Exchange(ref _heldList, null) is { } held)
        {
            held.Read.TrySetResult();
            await held.Told.Task;
        }

        return owned;
    }

    public Task<StoredTask?[]> FindAsync(IReadOnlyList<Guid> tasks, CancellationToken cancellationToken) =>
        AnswerAsync(() => store.FindAsync(tasks, cancellationToken));

    public Task<StoredTask?[]> CancelAsync(IReadOnlyList<Guid> tasks, CancellationToken cancellationToken) =>
        AnswerAsync(() => store.CancelAsync(tasks, cancellationToken));

    public Task<TaskPage> ListAsync(TaskQuery query, CancellationToken cancellationToken) =>
        Outage is { } outage ? Task.FromException<TaskPage>(outage) : store.ListAsync(query, cancellationToken);

    public Task<IReadOnlyDictionary<TaskPhase, long>> CountAsync(string? taskNamespace, CancellationToken cancellationToken) =>
        store.CountAsync(taskNamespace, cancellationToken);

    public Task<int> ReviveAsync(IReadOnlyList<Guid> tasks, ReadOnlyMemory<byte>? input, CancellationToken cancellationToken) =>
        store.ReviveAsync(tasks, input, cancellationToken);

    public Task<int> DiscardAsync(IReadOnlyList<Guid> tasks, CancellationToken cancellationToken) => store.DiscardAsync(tasks, cancellationToken);

    public Task<bool> PruneAsync(TaskRetention retention, CancellationToken cancellationToken) => store.PruneAsync(retention, cancellationToken);

    public Task<TaskOutput> ReadOutputAsync(Guid task, long from, int most, CancellationToken cancellationToken) =>
        AnswerAsync(() => store.ReadOutputAsync(task, from, most, cancellationToken));

    public Task SetPausedAsync(string kind, bool paused, CancellationToken cancellationToken) => store.SetPausedAsync(kind, paused, cancellationToken);

    public Task<string[]> ListPausedAsync(CancellationToken cancellationToken) => store.ListPausedAsync(cancellationToken);

    private Task<T> AnswerAsync<T>(Func<Task<T>> answer) => Interlocked.Decrement(ref _failedQuestions) >= 0
        ? Task.FromException<T>(new TaskStoreException("The store is away.", isTransient: true))
        : answer();

    private sealed record HeldList(TaskCompletionSource Read, TaskCompletionSource Told);

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void OnUsed() => Interlocked.Exchange(ref _used, NewSource()).TrySetResult();

    private async Task<T> ToldAsync<T>(Task<T> answer)
    {
        try
        {
            return await answer;
        }
        finally
        {
            OnUsed();
        }
    }
}
