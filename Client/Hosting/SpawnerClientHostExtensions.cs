using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using Orleans.Runtime;
using Spawner.Clustering;

namespace Spawner.Client.Hosting;

/// <summary>Adds the client library, with a connection to the cluster, to a program that is no silo.</summary>
public static class SpawnerClientHostExtensions
{
    private static readonly TimeSpan PauseBetweenAttempts = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Connects the program to the cluster that the configuration section <c>Spawner:Clustering</c> describes, and registers
    /// <see cref="ISpawnerClient"/> with settings from <c>Spawner:Client</c>. The host starts once a silo answered, or fails
    /// when none did within <see cref="SpawnerClientOptions.RequestTimeout"/>.
    /// </summary>
    /// <param name="builder">The program's host.</param>
    /// <param name="configure">Overrides settings.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A clustering setting is not accepted; every problem is listed.</exception>
    public static IHostApplicationBuilder AddSpawnerClient(this IHostApplicationBuilder builder, Action<SpawnerClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var clustering = builder.Configuration.GetSection(ClusteringOptions.Section).Get<ClusteringOptions>() ?? new ClusteringOptions();
        builder.Services.AddSpawnerClient(configure);
        builder.Services.AddOrleansClient(client =>
        {
            client.UseSpawnerClustering(clustering);
            client.UseConnectionRetryFilter<BoundedConnectionRetry>();
        });
        return builder;
    }

    /// <summary>Tries to connect for as long as a request may take.</summary>
    private sealed class BoundedConnectionRetry(Microsoft.Extensions.Options.IOptions<SpawnerClientOptions> options, TimeProvider clock) : IClientConnectionRetryFilter
    {
        private readonly long _started = clock.GetTimestamp();

        public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
        {
            if (clock.GetElapsedTime(_started) > options.Value.RequestTimeout)
            {
                throw new ClusterUnavailableException(
                    $"No silo could be reached within {options.Value.RequestTimeout.TotalSeconds:0.#} s (Spawner:Client:RequestTimeout): {exception.Message} "
                    + $"Check that silos are running and that the settings in {ClusteringOptions.Section} are theirs.",
                    exception);
            }

            await Task.Delay(PauseBetweenAttempts, clock, cancellationToken).ConfigureAwait(false);
            return true;
        }
    }
}
