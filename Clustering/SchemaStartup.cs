using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Spawner.Clustering.Database;

namespace Spawner.Clustering;

/// <summary>Creates the membership tables before the silo reads them.</summary>
internal sealed partial class SchemaStartup(ClusteringDatabase database, ILogger<SchemaStartup> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    // Orleans opens the membership table in RuntimeGrainServices. Before RuntimeInitialize nothing is up yet, so a database that
    // cannot be used leaves nothing to take down.
    private const int Stage = ServiceLifecycleStage.RuntimeInitialize - 1;

    public void Participate(ISiloLifecycle observer) => observer.Subscribe(nameof(SchemaStartup), Stage, InstallAsync);

    private async Task InstallAsync(CancellationToken cancel)
    {
        var changed = await SchemaInstaller.InstallAsync(database, cancel);
        LogReady(database.Location, SchemaInstaller.Version, changed);
    }
}
