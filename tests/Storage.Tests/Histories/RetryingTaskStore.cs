namespace Spawner.Storage.Tests.Histories;

/// <summary>Does once more what has failed for a reason that may pass.</summary>
internal sealed class RetryingTaskStore(ITaskStore inner) : TaskStoreDecorator(inner)
{
    protected override async Task<T> CallAsync<T>(Func<Task<T>> verb, string name = "")
    {
        try
        {
            return await verb();
        }
        catch (TaskStoreException exception) when (exception.IsTransient)
        {
            return await verb();
        }
    }
}
