namespace Spawner.Grains.Storage;

/// <content>One commit in the making.</content>
internal sealed partial class TaskLedger
{
    /// <summary>One commit in the making.</summary>
    private sealed class Draft
    {
        // Those that are changed here, and those of writes that wait: what comes later must not pass these by.
        private readonly HashSet<Guid> _closed = [];
        private readonly HashSet<(string Namespace, string Key)> _keys = [];
        private int _bytes;

        public List<Write> Writes { get; } = [];

        public List<TaskInsert> Inserts { get; } = [];

        public List<TaskStart> Starts { get; } = [];

        public List<TaskEnding> Endings { get; } = [];

        public List<TaskPutBack> PutBacks { get; } = [];

        public List<TaskHandOver> HandOvers { get; } = [];

        public List<TaskNote> Notes { get; } = [];

        public int Count { get; private set; }

        public bool IsFull => Count >= MaximumTasks || _bytes >= MaximumBytes;

        public static Draft Of(Write write)
        {
            var draft = new Draft();
            draft.TryAdd(write);
            return draft;
        }

        /// <returns>Whether it may go with the others: two about one task, or one key, may not.</returns>
        public bool TryAdd(Write write)
        {
            var mayGo = write.TryClose(_closed) && !write.Keys.Any(_keys.Contains) && !IsFull;
            _keys.UnionWith(write.Keys);
            if (!mayGo)
            {
                return false;
            }

            _bytes += write.Bytes;
            write.AddTo(this);
            Writes.Add(write);
            Count += write.Count;
            return true;
        }

        public TaskWrites ToWrites() => new() { Inserts = Inserts, Starts = Starts, Endings = Endings, PutBacks = PutBacks, HandOvers = HandOvers, Notes = Notes };

        public void Take(CommitReply reply)
        {
            Writes.ForEach(write => write.Take(reply));
            foreach (var ends in Writes.OfType<EndWrite>().GroupBy(end => end.Told))
            {
                EndWrite.Tell(ends.Key, [.. ends.Select(end => end.Answer)]);
            }
        }

        public void Fail(TaskStoreException failure) => Writes.ForEach(write => write.Fail(failure));
    }
}
