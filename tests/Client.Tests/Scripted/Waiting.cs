namespace Spawner.Client.Tests.Scripted;

/// <summary>Ends a test that waits for what does not come. No test passes or fails by how long something took.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public static async Task Soon(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Longest);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Waited {Longest} in vain for: {what}.");
        }
    }

    public static async Task<T> Soon<T>(this Task<T> task, string what)
    {
        await ((Task)task).Soon(what);
        return await task;
    }
}
