using Microsoft.Extensions.Logging;

namespace Spawner.Client.Intake;

internal sealed partial class ReliableIntake
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Attempt {Attempt} to {What} ended after {Elapsed} without an answer ({Reason}); asking through another gateway.")]
    private partial void LogAttemptEnded(string what, int attempt, TimeSpan elapsed, string reason);
}
