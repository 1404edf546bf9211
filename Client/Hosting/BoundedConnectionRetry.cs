using System.Globalization;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Spawner.Client.Intake;
using Spawner.Clustering;

namespace Spawner.Client.Hosting;

/// <summary>Tries to connect for as long as a request may take: a client may well start before its silos.</summary>
internal sealed class BoundedConnectionRetry(IOptions<SpawnerClientOptions> options, TimeProvider clock, Jitter jitter) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan PauseBetweenAttempts = TimeSpan.FromMilliseconds(250);

    private readonly long _started = clock.GetTimestamp();
    private int _attempts;

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        _attempts++;
        if (exception is OrleansConfigurationException)
        {
            return false;
        }

        if (clock.GetElapsedTime(_started) >= options.Value.RequestTimeout)
        {
            throw new ClusterUnavailableException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"No silo could be reached within {options.Value.RequestTimeout} and {_attempts} attempts (Spawner:Client:RequestTimeout). The last got: {exception.Message} ")
                + $"Check that silos run, that their gateways can be reached from here, and that the settings in {ClusteringOptions.SectionName} are theirs.",
                exception);
        }

        await Task.Delay(jitter.Lengthen(PauseBetweenAttempts), clock, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
