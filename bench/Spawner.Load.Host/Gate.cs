namespace Spawner.Load.Host;

/// <summary>What this silo's holding tasks wait for; shut again once it was opened.</summary>
internal static class Gate
{
    private static TaskCompletionSource s_opened = Shut();

    public static async Task<int> HoldAsync(int input, ITaskContext context, CancellationToken cancellationToken)
    {
        await s_opened.Task.WaitAsync(cancellationToken);
        return input;
    }

    public static void Open() => Interlocked.Exchange(ref s_opened, Shut()).SetResult();

    private static TaskCompletionSource Shut() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
