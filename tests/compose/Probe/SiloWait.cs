using Spawner.Client;

namespace Spawner.Probe;

/// <summary>Waits for a cluster of a given size.</summary>
internal sealed class SiloWait(ISpawnerClient client, TimeProvider clock)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    /// <returns>The silos, once exactly <paramref name="count"/> take work.</returns>
    /// <exception cref="TimeoutException">They did not in time.</exception>
    public async Task<IReadOnlyList<SiloLine>> RunAsync(int count, TimeSpan limit, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            var silos = await client.ListSilosAsync(cancellationToken);
            if (silos.Count(s => s.State is SiloState.Active or SiloState.Full) == count)
            {
                return SiloLine.From(silos);
            }

            if (clock.GetElapsedTime(started) > limit)
            {
                var seen = string.Join(", ", silos.Select(s => $"{s.Name} {s.State}"));
                throw new TimeoutException($"After {limit.TotalSeconds} s the cluster still has not exactly {count} silos that take work. Seen: {seen}.");
            }

            await Task.Delay(Period, clock, cancellationToken);
        }
    }
}
