using System.Diagnostics;

namespace Spawner.Load.Measuring;

/// <summary>
/// Windows of several scenarios. Rounds of all of them alternate, so that what else the machine does hits all, and figures of
/// one round are compared with each other.
/// </summary>
internal sealed class ScenarioRounds(UsageMeter meter, LoadPlan plan)
{
    private readonly List<(string Name, Func<TimeSpan, Task<Work>> Run)> _scenarios = [];
    private readonly Dictionary<string, List<Sample>> _samples = [];

    public IEnumerable<string> Names => _scenarios.Select(scenario => scenario.Name);

    public IReadOnlyList<Sample> this[string name] => _samples[name];

    public void Add(string name, Func<TimeSpan, Task<Work>> run)
    {
        if (plan.Only is { } only && only != name)
        {
            return;
        }

        _scenarios.Add((name, run));
        _samples.Add(name, []);
    }

    public async Task RunAsync()
    {
        await WarmUpAsync();
        for (var round = 1; round <= plan.Rounds; round++)
        {
            foreach (var (name, run) in _scenarios)
            {
                _samples[name].Add(await meter.MeasureAsync(() => run(plan.Window)));
            }

            await Console.Error.WriteLineAsync($"round {round} of {plan.Rounds}");
        }
    }

    public Spread Spread(string name, Func<Sample, double> figure) => Measuring.Spread.Of([.. _samples[name].Select(figure)]);

    /// <summary>A figure of each round, made of the scenarios' samples of that round.</summary>
    public Spread PerRound(Func<Func<string, Sample>, double> figure) =>
        Measuring.Spread.Of([.. Enumerable.Range(0, plan.Rounds).Select(round => figure(name => _samples[name][round]))]);

    /// <summary>Until the run time has compiled what is used often: the first seconds of a process are several times slower.</summary>
    private async Task WarmUpAsync()
    {
        var begin = Stopwatch.GetTimestamp();
        do
        {
            foreach (var (_, run) in _scenarios)
            {
                await run(plan.Window);
            }
        }
        while (Stopwatch.GetElapsedTime(begin) < plan.WarmUp);
    }
}
