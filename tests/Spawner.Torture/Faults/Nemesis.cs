using Spawner.Torture.Processes;
using Spawner.Torture.Running;

namespace Spawner.Torture.Faults;

/// <summary>Does harm, one fault after another; which, and to whom, its seed says.</summary>
internal sealed class Nemesis(Cluster cluster, TortureSettings settings, Action<string> say)
{
    private readonly Random _random = new(settings.Seed);
    private readonly List<Fault> _faults = [];

    public IReadOnlyList<Fault> Faults => _faults;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var until = Wall.Now + (long)settings.Chaos.TotalMilliseconds;
        var planned = new Queue<FaultKind>(settings.Kinds.Count > 0 ? Shuffled(settings.Faults) : settings.Faults);
        while (planned.Count > 0 || (settings.Kinds.Count > 0 && (Wall.Now < until || !await IsEnoughAsync(cancellationToken))))
        {
            var kind = planned.TryDequeue(out var next) ? next : settings.Kinds[_random.Next(settings.Kinds.Count)];
            await DoAsync(kind, cancellationToken);
            await Wall.Delay(Between(settings.ShortestPause, settings.LongestPause), cancellationToken);
        }

        if (Wall.Now < until)
        {
            await Wall.Delay((int)(until - Wall.Now), cancellationToken);
        }
    }

    private async Task<bool> IsEnoughAsync(CancellationToken cancellationToken) =>
        _faults.Count >= settings.LeastFaults && await cluster.Store.CountEndedAsync(cancellationToken) >= settings.LeastTasks;

    private async Task DoAsync(FaultKind kind, CancellationToken cancellationToken)
    {
        if (kind == FaultKind.Clock && !FakeClock.IsInstalled)
        {
            say("no fault with clocks: Debian's package faketime is not installed");
            return;
        }

        // With one silo left there would be nobody to see to its tasks: that is a fault of its own, and a rarer one.
        await cluster.WhenUpAsync(atLeast: 2, cancellationToken);
        var fault = new Fault(kind, Wall.Now);
        _faults.Add(fault);
        await new FaultActions(cluster, settings, _random, fault).RunAsync(cancellationToken);
        fault.Until = fault.Until == 0 ? Wall.Now : fault.Until;
        say($"fault {_faults.Count}: {kind} {fault.Note} ({fault.Until - fault.At} ms)");
    }

    private FaultKind[] Shuffled(IReadOnlyList<FaultKind> kinds)
    {
        FaultKind[] shuffled = [.. kinds];
        _random.Shuffle(shuffled);
        return shuffled;
    }

    private TimeSpan Between(TimeSpan shortest, TimeSpan longest) => shortest + ((longest - shortest) * _random.NextDouble());
}
