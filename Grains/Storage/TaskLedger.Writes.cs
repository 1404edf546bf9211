namespace Spawner.Grains.Storage;

/// <content>What waits to be written, and where its callers wait.</content>
internal sealed partial class TaskLedger
{
    /// <summary>Writes of one caller, and where it waits for what became of them.</summary>
    private abstract class Write
    {
        public abstract int Count { get; }

        /// <summary>What makes a commit large, as far as it is counted.</summary>
        public abstract int Bytes { get; }

        /// <summary>Adds its tasks to those about which nothing else may be written.</summary>
        /// <returns>Whether none of them was there.</returns>
        public abstract bool TryClose(HashSet<Guid> closed);

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
        int bytes,
        Func<TItem, (string Namespace, string Key)?>? key) : Write
    {
        private readonly TaskCompletionSource<TReply[]> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _at;

        public Task<TReply[]> Answer => _answer.Task;

        public override int Count => items.Count;

        public override int Bytes => bytes;

        public override bool TryClose(HashSet<Guid> closed)
        {
            var isNew = true;
            foreach (var item in items)
            {
                isNew &= !closed.Contains(unique(item));
            }

            foreach (var item in items)
            {
                closed.Add(unique(item));
            }

            return isNew;
        }

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

    /// <summary>One of many ends.</summary>
    private sealed class EndWrite(TaskEnding ending, Action<IReadOnlyList<EndAnswer>> told) : Write
    {
        private int _at;

        public Action<IReadOnlyList<EndAnswer>> Told => told;

        public EndAnswer Answer { get; private set; }

        public override int Count => 1;

        public override int Bytes => 0;

        public override IEnumerable<(string Namespace, string Key)> Keys => [];

        /// <summary>Not on the thread of the writer, which has the next commit to begin.</summary>
        public static void Tell(Action<IReadOnlyList<EndAnswer>> told, EndAnswer[] answers) =>
            Task.Run(() => told(answers)).Ignore();

        public override bool TryClose(HashSet<Guid> closed) => closed.Add(ending.Unique);

        public override void AddTo(Draft draft)
        {
            _at = draft.Endings.Count;
            draft.Endings.Add(ending);
        }

        public override void Take(CommitReply reply) => Answer = new EndAnswer(ending, reply.Endings[_at]);

        public override void Fail(TaskStoreException failure) => Tell(told, [new EndAnswer(ending, IsWritten: false, failure)]);
    }
}
