namespace Spawner.Grains.Storage;

/// <summary>
/// Keeps tasks in this process: for tests, and for a silo that is told to remember nothing. It is also the shortest statement of
/// what the verbs mean: the other stores do the same. One lock guards all.
/// </summary>
internal sealed partial class MemoryTaskStore(TimeProvider clock) : ITaskStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<OwnerNumber, MemoryOwner> owners = [];
    private readonly SortedDictionary<Guid, MemoryTask> tasks = [];

    // Who took a key last; whether it still holds it is another question.
    private readonly Dictionary<(string Namespace, string Key), Guid> keys = [];
    private readonly HashSet<string> paused = new(StringComparer.Ordinal);
    private long lastOwner;

    public string Description => "memory (not durable)";

    public bool IsDurable => false;

    private DateTimeOffset Now => clock.GetUtcNow();

    public Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task SetPausedAsync(string kind, bool paused, CancellationToken cancellationToken) =>
        Do(() => paused ? this.paused.Add(kind) : this.paused.Remove(kind));

    public Task<string[]> ListPausedAsync(CancellationToken cancellationToken) => Do(() => paused.Order(StringComparer.Ordinal).ToArray());

    private Task<T> Do<T>(Func<T> verb)
    {
        lock (gate)
        {
            try
            {
                return Task.FromResult(verb());
            }
            catch (TaskStoreException exception)
            {
                return Task.FromException<T>(exception);
            }
        }
    }

    private MemoryTask? Live(Guid task) => tasks.GetValueOrDefault(task) is { } found && IsLive(found) ? found : null;

    private static bool IsLive(MemoryTask task) => !task.Task.Phase.IsTerminal();

    private MemoryTask? Holder(TaskDefinition definition) =>
        definition.Key is { } key
        && keys.TryGetValue((definition.Namespace, key.Text), out var holder)
        && tasks.GetValueOrDefault(holder) is { } task
        && Holds(task.Task)
            ? task
            : null;

    private bool Holds(StoredTask task) =>
        task.Definition.Key is { } key && key.IsHeldIn(task.Phase) && !(Now - task.SubmittedAt >= key.Period);

    private void TakeKey(TaskDefinition definition)
    {
        if (definition.Key is { } key)
        {
            keys[(definition.Namespace, key.Text)] = definition.Unique;
        }
    }

    private bool TookKeyLast(TaskDefinition definition) =>
        definition.Key is { } key && keys.TryGetValue((definition.Namespace, key.Text), out var last) && last == definition.Unique;

    private bool Forget(MemoryTask task)
    {
        var definition = task.Task.Definition;
        if (TookKeyLast(definition))
        {
            keys.Remove((definition.Namespace, definition.Key!.Text));
        }

        return tasks.Remove(definition.Unique);
    }

    private static StoredTask OwnedBy(StoredTask task, MemoryOwner owner) =>
        task with { Owner = owner.Number, Silo = owner.Silo, SiloName = owner.Name, Run = task.Run + 1, Phase = TaskPhase.Queued, StartedAt = null };

    private StoredTask Aged(StoredTask task) => task with { Age = Now - (task.RevivedAt ?? task.SubmittedAt) };

    private static StoredTask Unowned(StoredTask task) => task with { Owner = OwnerNumber.Nobody, Silo = null, SiloName = null, StartedAt = null };

    private void End(MemoryTask task, OwnerNumber by, TaskPhase phase)
    {
        task.LastOwner = by;
        task.Task = task.Task with { Owner = OwnerNumber.Nobody, Phase = phase, EndedAt = Now, ExpiresAt = null, RevivedAt = null };
    }
}
