using Microsoft.Extensions.Configuration.Memory;

namespace Spawner.Silo.Configuration;

/// <summary>
/// What ASP.NET and logging would decide otherwise. They are settings, in the lowest place, so that a file, the environment
/// or the command line may change each, and code so that a host of one's own has them without a file.
/// </summary>
internal static class SettingDefaults
{
    private static readonly Dictionary<string, string?> Values = new()
    {
        ["Logging:Console:FormatterName"] = "simple",
        ["Logging:Console:FormatterOptions:IncludeScopes"] = "true",
        ["Logging:Console:FormatterOptions:SingleLine"] = "true",
        ["Logging:Console:FormatterOptions:UseUtcTimestamp"] = "true",
        ["Logging:LogLevel:Default"] = "Information",

        // An idle silo is quiet.
        ["Logging:LogLevel:Microsoft"] = "Warning",

        // A silo that joins or drains is not ready, as it should be; each probe would be logged as an error.
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "Critical",
        ["Logging:LogLevel:Orleans"] = "Warning",
        ["Logging:LogLevel:Polly"] = "Warning",

        // An Orleans grain service under our name: it reports the ring of addresses, which nothing here depends on.
        ["Logging:LogLevel:Spawner.Grains.Execution.ExecutorService"] = "Warning",
    };

    public static void AddTo(IConfigurationBuilder configuration) =>
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Values });
}
