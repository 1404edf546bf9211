using Spawner.Grains.Execution;

namespace Spawner.Grains.Intake;

/// <summary>Passes on what the executor says of tasks that end in the store: to be cancelled there, or replaced.</summary>
internal sealed class StoreEndings(Executor executor, TaskLocator locator) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(StoreEndings), ServiceLifecycleStage.BecomeActive, _ =>
    {
        executor.CancelDue += id => locator.CancelAsync(id).Ignore();
        executor.TaskReplaced += task => locator.TellReplacedAsync(task).Ignore();
        return Task.CompletedTask;
    });
}
