using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Spawner.Client;
using Spawner.Client.Intake;
using Spawner.Client.Telemetry;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds the client library to a program that is connected to a cluster by Orleans already.</summary>
public static class SpawnerClientServiceCollectionExtensions
{
    /// <summary>
    /// Adds an <see cref="ISpawnerClient"/> that uses the program's Orleans client, or the silo that the program hosts. Options
    /// are bound from the configuration section <c>Spawner:Client</c>.
    /// </summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="configure">Changes options after they were bound.</param>
    public static IServiceCollection AddSpawnerClient(this IServiceCollection services, Action<SpawnerClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<SpawnerClientOptions>().BindConfiguration(SpawnerClientOptions.SectionName).ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        return services.AddSpawnerClientParts();
    }

    internal static IServiceCollection AddSpawnerClientParts(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SpawnerClientOptions>, SpawnerClientOptionsValidator>());
        services.TryAddSingleton(provider => new Jitter(provider.GetService<Random>() ?? new Random()));
        services.TryAddSingleton<ClientInstruments>();
        services.TryAddSingleton<IIntake, OrleansIntake>();
        services.TryAddSingleton<ISpawnerClient, SpawnerClient>();
        return services;
    }
}
