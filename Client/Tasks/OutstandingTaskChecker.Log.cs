using Microsoft.Extensions.Logging;

namespace Spawner.Client.Tasks;

internal sealed partial class OutstandingTaskChecker
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Asked about {Count} outstanding tasks.")]
    private partial void LogChecked(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outstanding tasks could not be checked; the next check follows.")]
    private partial void LogCheckFailed(Exception failure);
}
