using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spawner.Client.Gateways;
using Spawner.Client.Spawning;
using Spawner.Client.Tasks;
using Spawner.Client.Telemetry;
using Spawner.Client.Tracking;

namespace Spawner.Client.Hosting;

/// <summary>Adds the client library to a program.</summary>
public static class SpawnerClientServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="ISpawnerClient"/> in a program that has an Orleans client or is a silo itself; settings come from
    /// the configuration section <c>Spawner:Client</c> and are validated at start.
    /// </summary>
    /// <param name="services">The program's services.</param>
    /// <param name="configure">Overrides settings.</param>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("ApiDesign", "RS0030", Justification = "The composition root is where the injected source comes from.")]
    public static IServiceCollection AddSpawnerClient(this IServiceCollection services, Action<SpawnerClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<SpawnerClientOptions>().BindConfiguration("Spawner:Client").ValidateDataAnnotations().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);
        services.TryAddSingleton<ClientInstruments>();
        services.TryAddSingleton<ClusterGateway>();
        services.TryAddSingleton<SpawnGatherer>();
        services.TryAddSingleton<SpawnSender>();
        services.TryAddSingleton<SpecFactory>();
        services.TryAddSingleton<TaskFollowing>();
        services.TryAddSingleton<TaskTracker>();
        services.TryAddSingleton<ISpawnerClient, SpawnerClient>();
        return services;
    }
}
