using Microsoft.Extensions.Options;
using Spawner.Client.Gateways;
using Spawner.Client.Spawning;
using Spawner.Client.Tasks;
using Spawner.Client.Tracking;

namespace Spawner.Client;

/// <summary>The client library's entry; one part for each noun.</summary>
internal sealed partial class SpawnerClient(
    ClusterGateway gateway,
    SpecFactory specs,
    SpawnSender sender,
    SpawnGatherer gatherer,
    TaskTracker tracker,
    TaskFollowing following,
    IOptions<SpawnerClientOptions> options,
    TimeProvider clock) : ISpawnerClient
{
    private readonly SpawnerClientOptions _options = options.Value;
}
