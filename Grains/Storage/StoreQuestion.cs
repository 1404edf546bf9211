namespace Spawner.Grains.Storage;

/// <summary>A question to the store for which a client waits.</summary>
internal static class StoreQuestion
{
    /// <param name="what">What is asked for, as the beginning of a sentence: <c>Task 5 could not be looked for</c>.</param>
    /// <param name="ask">Asks the store.</param>
    /// <exception cref="TimeoutException">The store does not answer: whoever asks may ask again.</exception>
    public static async Task<T> AskAsync<T>(string what, Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (TaskStoreException failure)
        {
            // Its words alone: the exception is one that clients do not have, and would not be told of.
            throw new TimeoutException($"{what} in the store of durable tasks: {failure.Message}");
        }
    }
}
