using System.Runtime.CompilerServices;
using Spawner.Client.Spawning;

namespace Spawner.Client;

internal sealed partial class SpawnerClient
{
    public async Task<IReadOnlyList<SiloSnapshot>> ListSilosAsync(CancellationToken cancellationToken = default) =>
        (await gateway.CallIntakeAsync(intake => intake.GetClusterAsync(withSilos: true), cancellationToken).ConfigureAwait(false)).Silos ?? [];

    public async IAsyncEnumerable<SiloEvent> WatchSilosAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var log = new Silos.SiloEventLog();
        while (true)
        {
            var cluster = await gateway.CallIntakeAsync(intake => intake.GetClusterAsync(withSilos: false), cancellationToken).ConfigureAwait(false);
            foreach (var fresh in log.Take(cluster))
            {
                yield return fresh;
            }

            await Task.Delay(_options.LivenessPeriod, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    public Task<PlacementExplanation> ExplainPlacementAsync(TaskKind kind, SpawnOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kind);
        var problems = SpawnValidator.Validate(options ?? new SpawnOptions()).ToList();
        return problems.Count > 0
            ? throw new InvalidSpawnException(problems)
            : gateway.CallIntakeAsync(intake => intake.ExplainPlacementAsync(kind.Name, SpecFactory.DemandsOf(options)), cancellationToken);
    }

    public async Task DrainSiloAsync(string silo, CancellationToken cancellationToken = default) =>
        ThrowIfUnknown(silo, await gateway.CallIntakeAsync(intake => intake.DrainAsync(silo), cancellationToken).ConfigureAwait(false));

    public async Task ResumeSiloAsync(string silo, CancellationToken cancellationToken = default) =>
        ThrowIfUnknown(silo, await gateway.CallIntakeAsync(intake => intake.ResumeAsync(silo), cancellationToken).ConfigureAwait(false));

    private static void ThrowIfUnknown(string silo, bool known)
    {
        if (!known)
        {
            throw new UnknownSiloException($"No live silo is called '{silo}'. Accepted: the name or the address ('address:port@generation') of a live silo; list the silos to see them.");
        }
    }
}
