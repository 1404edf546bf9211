using Spawner.Cli.Processes;

namespace Spawner.Cli.Running;

/// <summary>Kills one silo of a cluster, once, and watches how the others go on with its tasks.</summary>
/// <param name="order">Which one.</param>
/// <param name="cluster">Holds the silos.</param>
/// <param name="pick">Chooses an index below its argument.</param>
/// <param name="tally">Hears of the death.</param>
/// <param name="takeovers">Watches what becomes of its tasks.</param>
/// <param name="narration">Tells the user.</param>
internal sealed class SiloKiller(
    KillOrder order, LocalCluster cluster, Func<int, int> pick, RunTally tally, TakeoverWatch takeovers, TextWriter narration) : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private Task _watching = Task.CompletedTask;

    public bool HasKilled { get; private set; }

    /// <summary>Strikes now.</summary>
    /// <param name="unfinished">Tasks that have not ended: their homes have work.</param>
    public void KillOne(IEnumerable<TaskId> unfinished)
    {
        var victim = order.Number is { } number ? cluster.Silos[number - 1] : AnyOf(cluster.HomesOf(unfinished));
        victim.Kill();
        HasKilled = true;
        tally.OnKilled(victim.Name);
        narration.WriteLine($"Killed {victim.Name} (process {victim.ProcessId}) with SIGKILL.");
        _watching = takeovers.RunAsync(victim.Name, _ended.Token);
    }

    /// <summary>Waits until all that was taken over is counted: there is nothing left to take over.</summary>
    public async Task CompleteAsync()
    {
        await _ended.CancelAsync();
        await _watching;
    }

    public async ValueTask DisposeAsync()
    {
        await CompleteAsync();
        _ended.Dispose();
    }

    private SiloProcess AnyOf(IReadOnlyList<SiloProcess> busy)
    {
        var candidates = busy.Count > 0 ? busy : cluster.Silos;
        return candidates[pick(candidates.Count)];
    }
}
