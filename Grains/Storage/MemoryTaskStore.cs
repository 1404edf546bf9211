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

    private MemoryTask? Live(Guid task) => tasks.GetValueOrDefault(task) is { Task.Phase: var phase } found && !phase.IsTerminal() ? found : null;

    private MemoryTask? WithKey(TaskDefinition definition) => definition.Key is null
        ? null
        : tasks.Values.FirstOrDefault(task =>
            task.Task.Definition.Key == definition.Key && task.Task.Definition.Namespace == definition.Namespace && !task.Task.Phase.IsTerminal());

    private static StoredTask OwnedBy(StoredTask task, MemoryOwner owner) =>
        task with { Owner = owner.Number, Silo = owner.Silo, SiloName = owner.Name, Run = task.Run + 1, Phase = TaskPhase.Queued, StartedAt = null };

    private StoredTask Aged(StoredTask task) => task with { Age = Now - task.SubmittedAt };

    private static StoredTask Unowned(StoredTask task) => task with { Owner = OwnerNumber.Nobody, Silo = null, SiloName = null, StartedAt = null };

    private void End(MemoryTask task, OwnerNumber by, TaskPhase phase)
    {
        task.LastOwner = by;
        task.Task = task.Task with { Owner = OwnerNumber.Nobody, Phase = phase, EndedAt = Now };
    }
}
