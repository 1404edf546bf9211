using System.Runtime.CompilerServices;
using Spawner.Cli.Processes;
using Spawner.Cli.Running;
using Spawner.Client;

namespace Spawner.Cli.Progress;

/// <summary>Puts together what a view shows: the tally of this process, and what the silos report of themselves.</summary>
internal sealed class ProgressFeed(ISpawnerClient client, LocalCluster cluster, RunTally tally, TimeProvider clock, TimeSpan period)
{
    /// <summary>A frame now, then one in each period, and a last one when the run has ended.</summary>
    public async IAsyncEnumerable<ProgressFrame> FramesAsync([EnumeratorCancellation] CancellationToken ended)
    {
        IReadOnlyList<SiloSnapshot> reported = [];
        var asking = client.ListSilosAsync(ended);
        while (!ended.IsCancellationRequested)
        {
            yield return Frame(reported);
            await Task.Delay(period, clock, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!asking.IsCompleted)
            {
                // The silo that was asked may just have been killed: counting goes on meanwhile.
                continue;
            }

            reported = asking.IsCompletedSuccessfully ? await asking : reported;
            asking = client.ListSilosAsync(ended);
        }

        await ((Task)asking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        yield return Frame(reported);
    }

    private ProgressFrame Frame(IReadOnlyList<SiloSnapshot> reported)
    {
        var counted = tally.Read();
        return new ProgressFrame(counted.Spawned, counted.Done, [.. cluster.Silos.Select(silo => Row(silo, counted, reported))], counted.TakenOver);
    }

    private static SiloProgress Row(SiloProcess silo, TallySnapshot counted, IReadOnlyList<SiloSnapshot> reported)
    {
        var load = silo.Killed ? null : reported.FirstOrDefault(s => s.Name == silo.Name);
        return new SiloProgress(silo.Name, silo.Killed ? "Killed" : load?.State.ToString() ?? "", counted.DoneOn(silo.Name), load);
    }
}
