namespace Spawner.Grains.Storage;

/// <content>What people and tools ask and do.</content>
internal sealed partial class MemoryTaskStore
{
    // Most tasks that one call forgets of each class.
    private const int PruneBatch = 1000;

    public Task<StoredTask?[]> FindAsync(IReadOnlyList<Guid> tasks, CancellationToken cancellationToken) => Do(() => Find(tasks));

    public Task<StoredTask?[]> CancelAsync(IReadOnlyList<Guid> tasks, CancellationToken cancellationToken) => Do(() =>
    {
        foreach (var task in tasks.Select(Live).OfType<MemoryTask>())
        {
            task.Task = task.Task with { CancelRequested = true };
            if (task.Task.Owner == OwnerNumber.Nobody)
            {
                End(task, OwnerNumber.Nobody, TaskPhase.Cancelled);
            }
        }

        return Find(tasks);
    });

    public Task<TaskPage> ListAsync(TaskQuery query, CancellationToken cancellationToken)
    {
        var after = TaskCursor.Read(query.Cursor);
        var filter = new TaskFilter(query);
        return Do(() =>
        {
            var ordered = query.OldestFirst ? tasks.AsEnumerable() : tasks.Reverse();
            var found = ordered
                .Where(task => after is null || (query.OldestFirst ? task.Key > after : task.Key < after))
                .Select(task => task.Value.Task)
                .Where(filter.Matches)
                .Take(query.PageSize + 1)
                .Select(task => task with { Definition = task.Definition with { Input = default }, Result = null, Checkpoint = null })
                .ToArray();
            return found.Length <= query.PageSize
                ? new TaskPage(found, Next: null)
                : new TaskPage(found[..^1], TaskCursor.Write(found[^2].Definition.Unique));
        });
    }

    public Task<IReadOnlyDictionary<TaskPhase, long>> CountAsync(string? taskNamespace, CancellationToken cancellationToken) =>
        Do<IReadOnlyDictionary<TaskPhase, long>>(() => tasks.Values
            .Where(task => taskNamespace is null || task.Task.Definition.Namespace == taskNamespace)
            .GroupBy(task => task.Task.Phase)
            .ToDictionary(phase => phase.Key, phase => phase.LongCount()));

    public Task<int> ReviveAsync(IReadOnlyList<Guid> tasks, ReadOnlyMemory<byte>? input, CancellationToken cancellationToken) => Do(() =>
        Ended(tasks)
            .Where(task => task.Task.Phase != TaskPhase.Succeeded)
            .OrderBy(task => task.Task.Definition.Key?.Text, StringComparer.Ordinal)
            .ThenByDescending(task => TookKeyLast(task.Task.Definition))
            .ThenBy(task => task.Task.Definition.Unique)
            .Count(task =>
            {
                if (Holder(task.Task.Definition) is { } holder && holder != task)
                {
                    return false;
                }

                TakeKey(task.Task.Definition);
                task.ReadyAt = Now;
                (task.LastOwner, task.OutputNumber) = (OwnerNumber.Nobody, 0);
                task.Task = Unowned(task.Task) with
                {
                    Definition = input is { } other ? task.Task.Definition with { Input = other } : task.Task.Definition,
                    Checkpoint = input is null ? task.Task.Checkpoint : null,
                    Phase = TaskPhase.Queued,
                    RevivedAt = Now,
                    Run = task.Task.Run + 1,
                    Failures = 0,
                    Crashes = 0,
                    DueAt = null,
                    EndedAt = null,
                    CancelRequested = false,
                    Progress = null,
                };
                return true;
            }));

    public Task<int> DiscardAsync(IReadOnlyList<Guid> tasks, CancellationToken cancellationToken) =>
        Do(() => Ended(tasks).Count(Forget));

    public Task<bool> PruneAsync(TaskRetention retention, CancellationToken cancellationToken) => Do(() =>
    {
        var more = false;
        foreach (var kept in RetentionClass.Of(retention))
        {
            var over = tasks.Values
                .Where(task => kept.Phases.Contains(task.Task.Phase) && task.Task.EndedAt <= Now - kept.KeptFor)
                .Take(PruneBatch)
                .ToArray();
            foreach (var task in over)
            {
                Forget(task);
            }

            more |= over.Length == PruneBatch;
        }

        return more | ForgetKeys();
    });

    // A task whose period is over holds its key no more, whatever becomes of it.
    private bool ForgetKeys()
    {
        var over = keys
            .Where(key => tasks[key.Value].Task is var task && Now - task.SubmittedAt >= task.Definition.Key!.Period)
            .Select(key => key.Key)
            .Take(PruneBatch)
            .ToArray();
        Array.ForEach(over, key => keys.Remove(key));
        return over.Length == PruneBatch;
    }

    public Task<TaskOutput> ReadOutputAsync(Guid task, long from, int most, CancellationToken cancellationToken) =>
        Do(() => tasks.TryGetValue(task, out var found) ? found.ReadOutput(from, most) : new(from, default));

    private StoredTask?[] Find(IReadOnlyList<Guid> wanted) => [.. wanted.Select(task => tasks.GetValueOrDefault(task)?.Task)];

    private MemoryTask[] Ended(IReadOnlyList<Guid> wanted) =>
        [.. wanted.Distinct().Select(task => tasks.GetValueOrDefault(task)).OfType<MemoryTask>().Where(task => task.Task.Phase.IsTerminal())];
}
