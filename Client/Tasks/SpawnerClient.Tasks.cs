using Spawner.Client.Spawning;
using Spawner.Client.Tasks;
using Spawner.Client.Telemetry;
using Spawner.Client.Tracking;

namespace Spawner.Client;

internal sealed partial class SpawnerClient
{
    public async Task<TaskHandle<TResult>> SpawnAsync<TInput, TResult>(
        TaskKind<TInput, TResult> kind, TInput input, SpawnOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kind);
        using var activity = ClientInstruments.StartSpawn(kind.Name, 1);
        var task = tracker.Track(specs.Create(kind, [input], options, mostTasks: 1, activity)[0]);
        try
        {
            await gatherer.SendAsync(task, cancellationToken).ConfigureAwait(false);
            return HandleOf(kind, task);
        }
        catch
        {
            tracker.Forget(task);
            throw;
        }
    }

    public async Task<SpawnBatch<TResult>> SpawnManyAsync<TInput, TResult>(
        TaskKind<TInput, TResult> kind, IEnumerable<TInput> inputs, SpawnOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kind);
        using var activity = ClientInstruments.StartSpawn(kind.Name, 0);
        var created = specs.Create(kind, inputs, options, _options.MaximumTasksPerBatch, activity);
        activity?.SetTag(ClientTelemetry.BatchSizeTag, created.Length);
        return await SendAsync(kind, created, cancellationToken).ConfigureAwait(false);
    }

    public async Task<SpawnBatch<TResult>> BroadcastAsync<TInput, TResult>(
        TaskKind<TInput, TResult> kind, TInput input, SpawnOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kind);
        var silos = await ListSilosAsync(cancellationToken).ConfigureAwait(false);
        var targets = BroadcastTargets.Of(silos, kind.Name, options);
        using var activity = ClientInstruments.StartSpawn(kind.Name, targets.Count);
        var created = targets
            .Select(silo => specs.Create(kind, [input], (options ?? new SpawnOptions()) with { Silo = silo.Address.ToParsableString() }, mostTasks: 1, activity)[0])
            .ToArray();
        return await SendAsync(kind, created, cancellationToken).ConfigureAwait(false);
    }

    public TaskHandle<TResult> GetTask<TInput, TResult>(TaskKind<TInput, TResult> kind, TaskId id) =>
        new ClientTaskHandle<TInput, TResult>(id, kind, tracked: null, following);

    public TaskHandle GetTask(TaskId id) => new ClientTaskHandle(id, following);

    private async Task<SpawnBatch<TResult>> SendAsync<TInput, TResult>(
        TaskKind<TInput, TResult> kind, Contracts.TaskSpec[] created, CancellationToken cancellationToken)
    {
        var tasks = Array.ConvertAll(created, tracker.Track);
        try
        {
            await sender.SendAsync(tasks, cancellationToken).ConfigureAwait(false);
            return new SpawnBatch<TResult>(Array.ConvertAll(tasks, task => HandleOf(kind, task)));
        }
        catch
        {
            await CancelAcceptedAsync(tasks).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Nobody will get handles of a batch that failed: what was accepted of it is to stop.</summary>
    private async Task CancelAcceptedAsync(TrackedTask[] tasks)
    {
        Array.ForEach(tasks, tracker.Forget);
        foreach (var task in tasks.Where(t => t.IsAccepted))
        {
            await following.CancelAsync(task.Id, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private TaskHandle<TResult> HandleOf<TInput, TResult>(TaskKind<TInput, TResult> kind, TrackedTask task) =>
        new ClientTaskHandle<TInput, TResult>(task.Id, kind, task, following);
}
