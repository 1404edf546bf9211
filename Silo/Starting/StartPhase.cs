namespace Spawner.Silo.Starting;

/// <summary>
/// Keeps Orleans and the host from logging, with their stacks and once per layer, what ends a start: the failure itself
/// reaches <see cref="StartFailure"/>, which says it once. After the start they log as anybody.
/// </summary>
internal sealed class StartPhase
{
    private static readonly string[] Reporters =
    [
        "Microsoft.Extensions.Hosting.Internal.Host",
        "Orleans.Runtime.Silo",
        "Orleans.Runtime.SiloLifecycleSubject",
    ];

    private volatile bool _isOver;

    public void End() => _isOver = true;

    /// <summary>Adds the rules in front, so that a level that the settings give one of the categories wins.</summary>
    public void Quieten(LoggerFilterOptions logs)
    {
        foreach (var category in Reporters)
        {
            logs.Rules.Insert(0, new LoggerFilterRule(providerName: null, category, logLevel: null, (_, _, level) => _isOver && level >= LogLevel.Warning));
        }
    }
}
