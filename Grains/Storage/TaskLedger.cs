using System.Threading.Channels;

namespace Spawner.Grains.Storage;

/// <summary>
/// The only writer of a silo's durable tasks. What is to be written while a commit is under way goes with the next one: no timer
/// makes anything wait. It tries again until the store has answered, or the silo owns nothing any more.
/// </summary>
internal sealed partial class TaskLedger(OwnerLease lease, TimeProvider clock, ILogger<TaskLedger> logger, ITaskStore? store = null)
{
    /// <summary>Most tasks in one commit: more make a commit longer, and save little.</summary>
    private const int MaximumTasks = 2000;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    // Bounded by what the silo has admitted: each of its tasks has one write under way at most.
    private readonly Channel<Write> _waiting = Channel.CreateUnbounded<Write>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Whether this silo has a store at all.</summary>
    public bool IsAvailable => store is not null;

    /// <summary>Nothing is written any more: the silo owns no tasks.</summary>
    public bool IsClosed => lease.IsLost || _waiting.Reader.Completion.IsCompleted;

    /// <summary>Who this silo is to the store.</summary>
    public OwnerNumber Owner => lease.Number;

    /// <exception cref="TaskStoreException">The store refuses them, or this silo owns nothing any more.</exception>
    public Task<InsertReply[]> InsertAsync(IReadOnlyList<TaskInsert> tasks) =>
        EnqueueAsync<TaskInsert, InsertReply>(
            tasks, static draft => draft.Inserts, static reply => reply.Inserts, static task => task.Definition.Unique, KeyOf);

    /// <returns>Whether it was written; if not, the task is another silo's, or has ended.</returns>
    /// <inheritdoc cref="InsertAsync"/>
    public async Task<bool> StartAsync(TaskStart start) =>
        (await EnqueueAsync<TaskStart, bool>([start], static draft => draft.Starts, static reply => reply.Starts, static task => task.Unique))[0];

    /// <inheritdoc cref="StartAsync"/>
    public async Task<bool> EndAsync(TaskEnding ending) =>
        (await EnqueueAsync<TaskEnding, bool>([ending], static draft => draft.Endings, static reply => reply.Endings, static task => task.Unique))[0];

    /// <inheritdoc cref="StartAsync"/>
    public Task<bool[]> PutBackAsync(IReadOnlyList<TaskPutBack> tasks) =>
        EnqueueAsync<TaskPutBack, bool>(tasks, static draft => draft.PutBacks, static reply => reply.PutBacks, static task => task.Unique);

    /// <inheritdoc cref="StartAsync"/>
    public Task<bool[]> HandOverAsync(IReadOnlyList<TaskHandOver> tasks) =>
        EnqueueAsync<TaskHandOver, bool>(tasks, static draft => draft.HandOvers, static reply => reply.HandOvers, static task => task.Unique);

    /// <summary>Writes until the token is signalled; what waits then is refused.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Write? next = null;
        try
        {
            while (true)
            {
                next ??= await _waiting.Reader.ReadAsync(cancellationToken);
                var draft = new Draft();
                while (next is not null && draft.TryAdd(next))
                {
                    next = draft.Count < MaximumTasks && _waiting.Reader.TryRead(out var more) ? more : null;
                }

                await CommitAsync(draft, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _waiting.Writer.TryComplete();
            for (var left = next; left is not null; left = _waiting.Reader.TryRead(out var more) ? more : null)
            {
                left.Fail(Stopped());
            }
        }
    }

    private static (string Namespace, string Key)? KeyOf(TaskInsert task) =>
        task.Definition.Key is { } key ? (task.Definition.Namespace, key.Text) : null;

    private static TaskStoreException Stopped() => new("The silo has stopped: its durable tasks go on elsewhere.", isTransient: false);

    private Task<TReply[]> EnqueueAsync<TItem, TReply>(
        IReadOnlyList<TItem> items,
        Func<Draft, List<TItem>> list,
        Func<CommitReply, TReply[]> replies,
        Func<TItem, Guid> unique,
        Func<TItem, (string Namespace, string Key)?>? key = null)
    {
        var write = new Write<TItem, TReply>(items, list, replies, unique, key);
        if (!_waiting.Writer.TryWrite(write))
        {
            write.Fail(Stopped());
        }

        return write.Answer;
    }

    /// <summary>Tries until the answer is known. Of several writes one that the store cannot take must not keep the others from it.</summary>
    private async Task CommitAsync(Draft draft, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                draft.Take(await store!.CommitAsync(lease.Number, draft.ToWrites(), cancellationToken));
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
                    lease.OnRefused();
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

    /// <summary>One commit in the making.</summary>
    private sealed class Draft
    {
        private readonly HashSet<Guid> _changed = [];
        private readonly HashSet<(string Namespace, string Key)> _keys = [];

        public List<Write> Writes { get; } = [];

        public List<TaskInsert> Inserts { get; } = [];

        public List<TaskStart> Starts { get; } = [];

        public List<TaskEnding> Endings { get; } = [];

        public List<TaskPutBack> PutBacks { get; } = [];

        public List<TaskHandOver> HandOvers { get; } = [];

        public int Count { get; private set; }

        public static Draft Of(Write write)
        {
            var draft = new Draft();
            draft.TryAdd(write);
            return draft;
        }

        /// <returns>Whether it may go with the others: two about one task, or one key, may not.</returns>
        public bool TryAdd(Write write)
        {
            if (write.Tasks.Any(_changed.Contains) || write.Keys.Any(_keys.Contains))
            {
                return false;
            }

            _changed.UnionWith(write.Tasks);
            _keys.UnionWith(write.Keys);
            write.AddTo(this);
            Writes.Add(write);
            Count += write.Count;
            return true;
        }

        public TaskWrites ToWrites() => new() { Inserts = Inserts, Starts = Starts, Endings = Endings, PutBacks = PutBacks, HandOvers = HandOvers };

        public void Take(CommitReply reply) => Writes.ForEach(write => write.Take(reply));

        public void Fail(TaskStoreException failure) => Writes.ForEach(write => write.Fail(failure));
    }

    /// <summary>Writes of one caller, and where it waits for what became of them.</summary>
    private abstract class Write
    {
        public abstract int Count { get; }

        public abstract IEnumerable<Guid> Tasks { get; }

        public abstract IEnumerable<(string Namespace, string Key)> Keys { get; }

        public abstract void AddTo(Draft draft);

        public abstract void Take(CommitReply reply);

        public abstract void Fail(TaskStoreException failure);
    }

    private sealed class Write<TItem, TReply>(
        IReadOnlyList<TItem> items,
        Func<Draft, List<TItem>> list,
        Func<CommitReply, TReply[]> replies,
        Func<TItem, Guid> unique,
        Func<TItem, (string Namespace, string Key)?>? key) : Write
    {
        private readonly TaskCompletionSource<TReply[]> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _at;

        public Task<TReply[]> Answer => _answer.Task;

        public override int Count => items.Count;

        public override IEnumerable<Guid> Tasks => items.Select(unique);

        public override IEnumerable<(string Namespace, string Key)> Keys =>
            key is null ? [] : items.Select(key).Where(one => one is not null).Select(one => one!.Value);

        public override void AddTo(Draft draft)
        {
            _at = list(draft).Count;
            list(draft).AddRange(items);
        }

        public override void Take(CommitReply reply) => _answer.TrySetResult(replies(reply).AsSpan(_at, items.Count).ToArray());

        public override void Fail(TaskStoreException failure) => _answer.TrySetException(failure);
    }
}
