using BenchmarkDotNet.Attributes;

namespace Spawner.Bench.Decision;

/// <summary>One decision of each kind: a slot is free here, a note tells of one, or the least loaded is looked for.</summary>
[InProcess, MemoryDiagnoser]
public class Decisions
{
    private const int Heard = 64;

    private static readonly TimeSpan Now = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(3);

    private Dispatcher _dispatcher = null!;
    private Audience _everyone = null!;
    private int _local;
    private int _other;

    /// <summary>Silos of the cluster. Whatever their number, each hears of the load of about <see cref="Heard"/> others, and draws from these.</summary>
    [Params(8, 64, 10_000)]
    public int Silos { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        // Not seeded, as in a silo: a seeded one is of another, slower kind.
        _dispatcher = new Dispatcher(new Random(), SilentAfter);
        var silos = Enumerable.Range(0, Silos).Select(silo => _dispatcher.Add(slots: 4, isLocal: silo == 0, Now)).ToArray();
        (_local, _other) = (silos[0], silos[1]);
        foreach (var silo in silos)
        {
            ref var load = ref _dispatcher[silo];
            (load.Tier, load.ServingSlots, load.ServiceTime) = (CandidateTier.Open, 4, TimeSpan.FromMilliseconds(100));
            (load.ReportedAt, load.ReportedLoad) = (Now - TimeSpan.FromSeconds(random.NextDouble()), 4 + random.Next(4));
        }

        random.Shuffle(silos.AsSpan(2));
        var heard = silos[..Math.Min(Heard, Silos)];
        _everyone = new Audience(heard, [.. heard.Select(_ => 4.0)]);
    }

    [Benchmark]
    public int SlotIsFreeHere()
    {
        _dispatcher[_local].ReportedLoad = 0;
        return Place();
    }

    [Benchmark]
    public int NoteTellsOfASlot()
    {
        _dispatcher[_local].ReportedLoad = 4;
        _dispatcher.OnIdle(_other, room: 1, unused: false, Now, Now + SilentAfter);
        return Place();
    }

    [Benchmark]
    public int LeastLoaded()
    {
        _dispatcher[_local].ReportedLoad = 4;
        return Place();
    }

    /// <summary>The load stays as it is: what is sent is counted as received at once.</summary>
    private int Place()
    {
        var choice = _dispatcher.Place(_everyone, weight: 1, Now);
        _dispatcher[choice.Silo].OnReceived(double.MaxValue);
        return choice.Silo;
    }
}
