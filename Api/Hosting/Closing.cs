using Microsoft.Extensions.Hosting;

namespace Spawner.Api.Hosting;

/// <summary>
/// Ends waits and streams when the program begins to stop: their callers go on at another silo, while this one still answers and
/// its tasks finish.
/// </summary>
internal sealed class Closing(IHostApplicationLifetime lifetime)
{
    public CancellationToken Token => lifetime.ApplicationStopping;

    /// <summary>Waits for something.</summary>
    /// <param name="wait">What waits.</param>
    /// <param name="otherwise">The answer if the program stops first.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    public async Task<T> UntilAsync<T>(Func<CancellationToken, Task<T>> wait, T otherwise, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Token);
        try
        {
            return await wait(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return otherwise;
        }
    }
}
