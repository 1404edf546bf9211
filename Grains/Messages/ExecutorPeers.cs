using Orleans.Runtime.Services;

namespace Spawner.Grains.Messages;

/// <summary>Reaches the executor of any silo.</summary>
internal sealed class ExecutorPeers(IServiceProvider services) : GrainServiceClient<IExecutorService>(services)
{
    public IExecutorService Of(SiloAddress silo) => GetGrainService(silo);
}
