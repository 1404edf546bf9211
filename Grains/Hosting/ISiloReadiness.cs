using Spawner.Grains.Execution;

namespace Spawner.Grains.Hosting;

/// <summary>Whether this silo takes work, for health checks.</summary>
public interface ISiloReadiness
{
    /// <summary>Whether it does.</summary>
    /// <param name="reason">Why not, in a word or two; its state if it does.</param>
    bool IsReady(out string reason);
}

/// <summary>Reads readiness off the executor.</summary>
internal sealed class SiloReadiness(Executor executor) : ISiloReadiness
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
        return state is SiloState.Active or SiloState.Full;
    }
}
