using Spawner.Client.Tasks;

namespace Spawner.Client;

internal sealed partial class SpawnerClient
{
    public TaskHandle<TResult> GetTask<TInput, TResult>(TaskKind<TInput, TResult> kind, TaskId id)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return new RemoteTask<TInput, TResult>(kind, TrackedTask.Rebuilt(id), _desk);
    }

    public TaskHandle GetTask(TaskId id) => new RemoteTask(TrackedTask.Rebuilt(id), _desk);
}
