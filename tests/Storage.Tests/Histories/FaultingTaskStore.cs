namespace Spawner.Storage.Tests.Histories;

/// <summary>A store that fails once: at its nth call, before or after it has done what it was asked.</summary>
internal sealed class FaultingTaskStore(ITaskStore inner) : TaskStoreDecorator(inner)
{
    /// <summary>Which call fails, from 1; 0 for none.</summary>
    public int FaultAt { get; init; }

    public FaultPoint Point { get; init; }

    public int Calls { get; private set; }

    public bool HasFailed { get; private set; }

    protected override async Task<T> CallAsync<T>(Func<Task<T>> verb, string name = "")
    {
        if (++Calls != FaultAt)
        {
            return await verb();
        }

        HasFailed = true;
        if (Point == FaultPoint.AfterCommitBeforeReturn)
        {
            await verb();
        }

        throw new TaskStoreException($"Call {Calls} was made to fail.", isTransient: true);
    }
}
