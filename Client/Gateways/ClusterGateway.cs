using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Orleans.Runtime.Messaging;
using Spawner.Client.Telemetry;
using Spawner.Contracts;

namespace Spawner.Client.Gateways;

/// <summary>
/// Calls the cluster through whichever gateway answers: an attempt that takes too long, or that breaks, is made again
/// through another one. All requests are safe to repeat: spawns carry ids that the client made.
/// </summary>
internal sealed partial class ClusterGateway(
    IGrainFactory grains, IOptions<SpawnerClientOptions> options, ClientInstruments instruments, TimeProvider clock, Random random, ILogger<ClusterGateway> logger)
{
    /// <summary>Orleans binds a grain id to one gateway; several ids spread a client's calls, and let it leave a dead one.</summary>
    private const int IntakeKeys = 16;

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(50);
    private readonly SpawnerClientOptions _options = options.Value;
    private int _next = random.Next(IntakeKeys);

    /// <summary>Calls an intake.</summary>
    public Task<T> CallIntakeAsync<T>(Func<IIntakeGrain, Task<T>> call, CancellationToken cancellationToken) =>
        TryAsync(() => call(grains.GetGrain<IIntakeGrain>(NextKey())), cancellationToken);

    /// <summary>Calls a task.</summary>
    public Task<T> CallTaskAsync<T>(TaskId id, Func<ITaskGrain, Task<T>> call, CancellationToken cancellationToken) =>
        TryAsync(() => call(grains.GetGrain<ITaskGrain>(id.ToString())), cancellationToken);

    private async Task<T> TryAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await call().WaitAsync(_options.AttemptTimeout, clock, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (IsWorthAnotherTry(failure))
            {
                if (clock.GetElapsedTime(started) + _options.AttemptTimeout > _options.RequestTimeout)
                {
                    throw new ClusterUnavailableException(
                        $"No silo answered within {_options.RequestTimeout.TotalSeconds:0.#} s (Spawner:Client:RequestTimeout); the last attempt: {failure.Message} "
                        + "Check that silos are running and that this client's Spawner:Clustering settings are theirs.",
                        failure);
                }

                instruments.OnResubmitted();
                LogTriedAgain(failure.Message);
            }

            await Task.Delay(PauseAfterFailure * (0.5 + random.NextDouble()), clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsWorthAnotherTry(Exception failure) =>
        failure is TimeoutException or OrleansMessageRejectionException or SiloUnavailableException or ConnectionFailedException
            or Microsoft.AspNetCore.Connections.ConnectionAbortedException or GatewayTooBusyException or ClientNotAvailableException;

    private int NextKey() => (int)((uint)Interlocked.Increment(ref _next) % IntakeKeys);

    [LoggerMessage(LogLevel.Debug, "An attempt failed and is made again through another gateway: {Reason}")]
    private partial void LogTriedAgain(string reason);
}
