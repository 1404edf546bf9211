using Microsoft.Extensions.Logging;

namespace Spawner.Clustering;

internal sealed partial class SchemaStartup
{
    [LoggerMessage(LogLevel.Information, "Membership tables at {Location} are ready, schema version {Version} (changed by this start: {Changed})")]
    private partial void LogReady(string location, int version, bool changed);
}
