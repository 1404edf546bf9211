using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Spawner.Client.Intake;
using Spawner.Client.Telemetry;

namespace Spawner.Client.Hosting;

/// <summary>Adds the client library to a program that Orleans connects to a cluster already.</summary>
public static class SpawnerClientServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="ISpawnerClient"/> in a program that has an Orleans client or is a silo itself; settings come from
    /// the configuration section <c>Spawner:Client</c> and are validated at start, every problem at once.
    /// </summary>
    /// <param name="services">The program's services.</param>
    /// <param name="configure">Overrides settings.</param>
    public static IServiceCollection AddSpawnerClient(this IServiceCollection services, Action<SpawnerClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<SpawnerClientOptions>().BindConfiguration(SpawnerClientOptions.SectionName).ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SpawnerClientOptions>, SpawnerClientOptionsValidator>());
        return services.AddSpawnerClientParts();
    }

    /// <summary>All but the settings.</summary>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "The composition root is where the injected source comes from.")]
    internal static IServiceCollection AddSpawnerClientParts(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);
        services.TryAddSingleton<Jitter>();
        services.TryAddSingleton<ClientInstruments>();
        services.TryAddSingleton<IIntake, OrleansIntake>();
        services.TryAddSingleton<ISpawnerClient, SpawnerClient>();
        return services;
    }
}
