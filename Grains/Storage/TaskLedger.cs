using System.Threading.Channels;

namespace Spawner.Grains.Storage;

/// <summary>
/// The only writer of a silo's durable tasks. What is to be written while a commit is under way goes with the next one: no timer
/// makes anything wait. It tries again until the store has answered, or the silo owns nothing any more.
/// </summary>
internal sealed partial class TaskLedger(OwnerLease lease, StoreHealth health, TimeProvider clock, ILogger<TaskLedger> logger, ITaskStore? store = null)
{
    /// <summary>Most tasks in one commit: more make a commit longer, and save little.</summary>
    private const int MaximumTasks = 2000;

    /// <summary>Most bytes in one commit; a single write may be larger.</summary>
    private const int MaximumBytes = 8 * 1024 * 1024;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    // Bounded by what the silo has admitted: each of its tasks has few writes under way.
    private readonly Channel<Write> _waiting = Channel.CreateUnbounded<Write>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Whether this silo has a store at all.</summary>
    public bool IsAvailable => store is not null;

    /// <summary>Nothing is written any more: the silo owns no tasks.</summary>
    public bool IsClosed => lease.IsLost || _waiting.Reader.Completion.IsCompleted;

    /// <summary>Who this silo is to the store.</summary>
    public OwnerNumber Owner => lease.Number;

    /// <inheritdoc cref="OwnerLease.Holds"/>
    public bool Holds(OwnerNumber owner) => lease.Holds(owner);

    /// <exception cref="TaskStoreException">The store refuses them, or this silo owns nothing any more.</exception>
    public Task<InsertReply[]> InsertAsync(IReadOnlyList<TaskInsert> tasks) =>
        EnqueueAsync<TaskInsert, InsertReply>(
            tasks, static draft => draft.Inserts, static reply => reply.Inserts, static task => task.Definition.Unique, key: KeyOf);

    /// <returns>Whether it was written; if not, the task is another silo's, or has ended.</returns>
    /// <inheritdoc cref="InsertAsync"/>
    public async Task<bool> StartAsync(TaskStart start) =>
        (await EnqueueAsync<TaskStart, bool>([start], static draft => draft.Starts, static reply => reply.Starts, static task => task.Unique))[0];

    /// <inheritdoc cref="StartAsync"/>
    public async Task<bool> EndAsync(TaskEnding ending) =>
        (await EnqueueAsync<TaskEnding, bool>([ending], static draft => draft.Endings, static reply => reply.Endings, static task => task.Unique))[0];

    /// <summary>The same for many that end at once: whoever wrote them hears of all those of one commit together, on another thread.</summary>
    public void End(TaskEnding ending, Action<IReadOnlyList<EndAnswer>> told) => Enqueue(new EndWrite(ending, told));

    /// <inheritdoc cref="StartAsync"/>
    public Task<bool[]> PutBackAsync(IReadOnlyList<TaskPutBack> tasks) =>
        EnqueueAsync<TaskPutBack, bool>(tasks, static draft => draft.PutBacks, static reply => reply.PutBacks, static task => task.Unique);

    /// <inheritdoc cref="StartAsync"/>
    public Task<bool[]> HandOverAsync(IReadOnlyList<TaskHandOver> tasks) =>
        EnqueueAsync<TaskHandOver, bool>(tasks, static draft => draft.HandOvers, static reply => reply.HandOvers, static task => task.Unique);

    /// <summary>What the store has of a task; <see langword="null"/> if nothing.</summary>
    /// <exception cref="TaskStoreException">The store does not answer.</exception>
    public async Task<StoredTask?> FindAsync(Guid unique) => (await store!.FindAsync([unique], CancellationToken.None))[0];

    /// <inheritdoc cref="StartAsync"/>
    public async Task<bool> NoteAsync(TaskNote note) => (await EnqueueAsync<TaskNote, bool>(
        [note],
        static draft => draft.Notes,
        static reply => reply.Notes,
        static note => note.Unique,
        static note => (note.Output?.Length ?? 0) + (note.Checkpoint?.Length ?? 0)))[0];

    /// <summary>Writes until the token is signalled; what waits then is refused.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // What may not go with the commit before, in the order in which it came.
        List<Write> deferred = [];
        try
        {
            while (deferred.Count > 0 || await _waiting.Reader.WaitToReadAsync(cancellationToken))
            {
                var draft = new Draft();
                deferred = NextDraft(draft, deferred);
                await CommitAsync(draft, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _waiting.Writer.TryComplete();
            deferred.ForEach(static write => write.Fail(Stopped()));
            while (_waiting.Reader.TryRead(out var left))
            {
                left.Fail(Stopped());
            }
        }
    }

    private static (string Namespace, string Key)? KeyOf(TaskInsert task) =>
        task.Definition.Key is { } key ? (task.Definition.Namespace, key.Text) : null;

    /// <summary>Of two writes about one task, as a note and its end are, the second waits for the next commit; others pass it by.</summary>
    /// <returns>Those that wait.</returns>
    private List<Write> NextDraft(Draft draft, List<Write> before)
    {
        List<Write> deferred = [.. before.Where(write => !draft.TryAdd(write))];
        while (!draft.IsFull && deferred.Count < MaximumTasks && _waiting.Reader.TryRead(out var write))
        {
            if (!draft.TryAdd(write))
            {
                deferred.Add(write);
            }
        }

        return deferred;
    }

    private static TaskStoreException Stopped() => new("The silo has stopped: its durable tasks go on elsewhere.", isTransient: false);

    private Task<TReply[]> EnqueueAsync<TItem, TReply>(
        IReadOnlyList<TItem> items,
        Func<Draft, List<TItem>> list,
        Func<CommitReply, TReply[]> replies,
        Func<TItem, Guid> unique,
        Func<TItem, int>? bytes = null,
        Func<TItem, (string Namespace, string Key)?>? key = null)
    {
        var write = new Write<TItem, TReply>(items, list, replies, unique, bytes is null ? 0 : items.Sum(bytes), key);
        Enqueue(write);
        return write.Answer;
    }

    private void Enqueue(Write write)
    {
        if (!_waiting.Writer.TryWrite(write))
        {
            write.Fail(Stopped());
        }
    }

    /// <summary>Tries until the answer is known. Of several writes one that the store cannot take must not keep the others from it.</summary>
    private async Task CommitAsync(Draft draft, CancellationToken cancellationToken)
    {
        while (true)
        {
            var owner = lease.Number;
            try
            {
                var reply = await health.AskAsync(StoreUse.Commit, () => store!.CommitAsync(owner, draft.ToWrites(), cancellationToken));
                Take(draft, reply, owner);
                return;
            }
            catch (TaskStoreException failure) when (failure.IsTransient && !lease.IsLost)
            {
                LogTriedAgain(draft.Count, failure.Message);
                await WaitAsync(draft, cancellationToken);
            }
            catch (TaskStoreException failure) when (failure is not LeaseLostException && !lease.IsLost && draft.Writes.Count > 1)
            {
                foreach (var write in draft.Writes)
                {
                    await CommitAsync(Draft.Of(write), cancellationToken);
                }

                return;
            }
            catch (TaskStoreException failure)
            {
                if (failure is LeaseLostException)
                {
                    lease.OnRefused(owner);
                }

                draft.Fail(failure);
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                draft.Fail(Stopped());
                throw;
            }
        }
    }

    /// <summary>What was written for an owner that this silo is not any more is another one's, or soon will be.</summary>
    private void Take(Draft draft, CommitReply reply, OwnerNumber owner)
    {
        if (lease.Holds(owner))
        {
            draft.Take(reply);
        }
        else
        {
            draft.Fail(new LeaseLostException(owner));
        }
    }

    private async Task WaitAsync(Draft draft, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(RetryDelay, clock, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            draft.Fail(Stopped());
            throw;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} writes about durable tasks are tried again: {Reason}")]
    private partial void LogTriedAgain(int count, string reason);
}
