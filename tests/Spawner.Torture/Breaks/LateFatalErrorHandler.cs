using Orleans.Runtime;

namespace Spawner.Torture.Breaks;

/// <summary>Ends the process some seconds after it should have ended; meanwhile nothing is fenced.</summary>
internal sealed class LateFatalErrorHandler : IFatalErrorHandler
{
    private static readonly TimeSpan After = TimeSpan.FromSeconds(3);

    public bool IsUnexpected(Exception exception) => exception is not (OperationCanceledException or ThreadInterruptedException);

    public void OnFatalException(object? sender, string? context, Exception? exception) => _ = EndAsync(context);

    private static async Task EndAsync(string? context)
    {
        await Wall.Delay(After, CancellationToken.None);
        Environment.FailFast($"At last: {context}");
    }
}
