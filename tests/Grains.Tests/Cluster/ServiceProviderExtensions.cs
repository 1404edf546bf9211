using Microsoft.Extensions.DependencyInjection;
using Spawner.Client;

namespace Spawner.Grains.Tests.Cluster;

internal static class ServiceProviderExtensions
{
    /// <summary>The co-hosted client of a silo.</summary>
    public static ISpawnerClient GetClient(this IServiceProvider silo) => silo.GetRequiredService<ISpawnerClient>();
}
