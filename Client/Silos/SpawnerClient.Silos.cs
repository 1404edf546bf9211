using System.Runtime.CompilerServices;
using Spawner.Client.Silos;
using Spawner.Client.Spawning;

namespace Spawner.Client;

internal sealed partial class SpawnerClient
{
    public async Task<IReadOnlyList<SiloSnapshot>> ListSilosAsync(CancellationToken cancellationToken = default) =>
        (await _intake.GetClusterAsync(withSilos: true, cancellationToken).ConfigureAwait(false)).Silos ?? [];

    public async IAsyncEnumerable<SiloEvent> WatchSilosAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var history = new SiloHistory(_clock.GetUtcNow());
        while (true)
        {
            var cluster = await _intake.GetClusterAsync(withSilos: true, cancellationToken).ConfigureAwait(false);
            foreach (var news in history.Take(cluster, _clock.GetUtcNow()))
            {
                yield return news;
            }

            await Task.Delay(_options.LivenessPeriod, _clock, cancellationToken).ConfigureAwait(false);
        }
    }

    public Task<PlacementExplanation> ExplainPlacementAsync(TaskKind kind, SpawnOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return _intake.ExplainPlacementAsync(kind.Name, SpawnEncoder.DemandsOf(options), cancellationToken);
    }

    public Task<PlacementForecast> ForecastPlacementAsync(
        TaskKind kind, int count, SpawnOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kind);
        if (count is < 1 or > SpawnLimits.MaximumForecastTasks)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, $"A forecast is made for 1 to {SpawnLimits.MaximumForecastTasks} tasks.");
        }

        return _intake.ForecastPlacementAsync(kind.Name, SpawnEncoder.DemandsOf(options), count, cancellationToken);
    }

    public Task DrainSiloAsync(string silo, CancellationToken cancellationToken = default) => ChangeAsync(_intake.DrainAsync, silo, cancellationToken);

    public Task ResumeSiloAsync(string silo, CancellationToken cancellationToken = default) => ChangeAsync(_intake.ResumeAsync, silo, cancellationToken);

    private async Task ChangeAsync(Func<string, CancellationToken, Task<bool>> change, string silo, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(silo);
        if (!await change(silo, cancellationToken).ConfigureAwait(false))
        {
            var live = await ListSilosAsync(cancellationToken).ConfigureAwait(false);
            throw new UnknownSiloException(
                $"No live silo has the name or address '{silo}'. Live: {string.Join(", ", live.Select(s => $"{s.Name} ({s.Address.ToParsableString()})"))}.");
        }
    }
}
