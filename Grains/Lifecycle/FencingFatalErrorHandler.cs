using Spawner.Grains.Execution;

namespace Spawner.Grains.Lifecycle;

/// <summary>
/// Ends a silo that others have declared dead, or that owns nothing any more: first nothing durable runs on, then the process ends,
/// at once. Orleans' own handler lets it go on for two seconds, in which it would write beside its successor.
/// </summary>
internal sealed partial class FencingFatalErrorHandler(IServiceProvider services, ILogger<FencingFatalErrorHandler> logger) : IFatalErrorHandler
{
    public bool IsUnexpected(Exception exception) => exception is not (OperationCanceledException or ThreadInterruptedException);

    public void OnFatalException(object? sender, string? context, Exception? exception)
    {
        // Looked for now: Orleans makes this handler before there is anything to fence.
        services.GetService<Executor>()?.Fence();
        LogFatal(context, exception);
        Environment.FailFast($"Spawner: this silo ends itself. {context}", exception);
    }

    [LoggerMessage(LogLevel.Critical, "This silo ends itself: {Context}")]
    private partial void LogFatal(string? context, Exception? exception);
}
