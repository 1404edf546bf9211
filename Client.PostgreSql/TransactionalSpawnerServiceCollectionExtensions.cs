using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Spawner.Client.PostgreSql;

/// <summary>Adds spawning within transactions to a program.</summary>
public static class TransactionalSpawnerServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="TransactionalSpawner"/> with the settings of the client library: those of <c>AddSpawnerClient</c>, if the
    /// program has called it, else the defaults.
    /// </summary>
    public static IServiceCollection AddTransactionalSpawner(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<SpawnerClientOptions>();
        services.TryAddSingleton(provider =>
            new TransactionalSpawner(provider.GetRequiredService<IOptions<SpawnerClientOptions>>().Value, provider.GetService<TimeProvider>()));
        return services;
    }
}
