using Spawner.Grains.Execution;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Hosting;

/// <summary>Whether this silo takes work, for health checks.</summary>
public interface ISiloReadiness
{
    /// <summary>Whether it does.</summary>
    /// <param name="reason">Why not, in a word or two; its state if it does.</param>
    bool IsReady(out string reason);
}

/// <summary>Reads readiness off the executor, and off the store that it depends on.</summary>
internal sealed class SiloReadiness(Executor executor, StoreHealth store) : ISiloReadiness
{
    public bool IsReady(out string reason)
    {
        var state = executor.State;
        reason = state switch
        {
            SiloState.Joining => "joining the cluster",
            SiloState.Draining => "draining",
            SiloState.Leaving => "leaving the cluster",
            _ => "taking tasks",
        };
        if (state is not (SiloState.Active or SiloState.Full))
        {
            return false;
        }

        if (store.Problem is not { } problem)
        {
            return true;
        }

        reason = $"the store of durable tasks does not answer: {problem}";
        return false;
    }
}
