namespace Spawner.Bench.Placement.Engine;

/// <summary>When tasks arrive, where, and how much work each is: the same for every policy of a scenario.</summary>
internal sealed class Workload
{
    private const double ParetoExponent = 1.1;
    private const double ParetoRange = 1e4;

    private readonly TimeSpan[] _arrivals;
    private readonly TimeSpan[] _work;
    private readonly int[] _dispatchers;

    public Workload(Scenario scenario)
    {
        var random = new Random(scenario.Seed);
        _arrivals = new TimeSpan[scenario.Tasks];
        _work = new TimeSpan[scenario.Tasks];
        _dispatchers = new int[scenario.Tasks];
        var perSecond = scenario.Load * scenario.Capacity / scenario.Mean.TotalSeconds;
        var now = TimeSpan.Zero;
        for (var task = 0; task < scenario.Tasks; task++)
        {
            now += scenario.Burst ? TimeSpan.Zero : TimeSpan.FromSeconds(Exponential(random) / perSecond);
            _arrivals[task] = now;
            _work[task] = scenario.Mean * Draw(scenario.Law, random);
            _dispatchers[task] = scenario.OneDispatcher ? 0 : random.Next(scenario.Silos);
        }
    }

    public int Count => _arrivals.Length;

    public TimeSpan End => _arrivals[^1];

    public TimeSpan ArrivalOf(int task) => _arrivals[task];

    /// <summary>Time that it takes a slot of speed 1.</summary>
    public TimeSpan WorkOf(int task) => _work[task];

    /// <summary>No policy needs less time for all tasks: the work over the capacity, or the longest task.</summary>
    public TimeSpan LeastMakespan(Scenario scenario)
    {
        var share = _work.Aggregate(TimeSpan.Zero, (sum, work) => sum + work) / scenario.Capacity;
        return share > _work.Max() ? share : _work.Max();
    }

    /// <summary>The silo at which it arrives.</summary>
    public int DispatcherOf(int task) => _dispatchers[task];

    /// <summary>A duration with mean 1.</summary>
    private static double Draw(DurationLaw law, Random random) => law switch
    {
        DurationLaw.Deterministic => 1,
        DurationLaw.Exponential => Exponential(random),
        DurationLaw.Pareto => BoundedPareto(random),
        _ => throw new ArgumentOutOfRangeException(nameof(law), law, "Unknown law."),
    };

    private static double Exponential(Random random) => -Math.Log(1 - random.NextDouble());

    private static double BoundedPareto(Random random)
    {
        var tail = Math.Pow(ParetoRange, -ParetoExponent);
        var value = Math.Pow(1 - (random.NextDouble() * (1 - tail)), -1 / ParetoExponent);
        var mean = ParetoExponent / (ParetoExponent - 1) * (1 - Math.Pow(ParetoRange, 1 - ParetoExponent)) / (1 - tail);
        return value / mean;
    }
}
