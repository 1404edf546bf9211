using Spawner.Cli.Processes;

namespace Spawner.Cli.Running;

/// <summary>Kills one silo of a cluster, once.</summary>
/// <param name="order">Which one.</param>
/// <param name="cluster">Holds the silos.</param>
/// <param name="pick">Chooses an index below its argument.</param>
/// <param name="tally">Hears of the death.</param>
/// <param name="diagnostics">Tells the user.</param>
internal sealed class SiloKiller(KillOrder order, LocalCluster cluster, Func<int, int> pick, RunTally tally, TextWriter diagnostics)
{
    public bool HasKilled { get; private set; }

    /// <summary>Strikes now.</summary>
    /// <param name="unfinished">Tasks that have not ended: their homes have work.</param>
    public void KillOne(IEnumerable<TaskId> unfinished)
    {
        var victim = order.Number is { } number ? cluster.Silos[number - 1] : AnyOf(cluster.HomesOf(unfinished));
        victim.Kill();
        HasKilled = true;
        tally.OnKilled(victim.Name);
        diagnostics.WriteLine($"Killed {victim.Name} (process {victim.ProcessId}) with SIGKILL.");
    }

    private SiloProcess AnyOf(IReadOnlyList<SiloProcess> busy)
    {
        var candidates = busy.Count > 0 ? busy : cluster.Silos;
        return candidates[pick(candidates.Count)];
    }
}
