using Spawner.Load.Measuring;
using Spawner.Load.Report;

namespace Spawner.Load.Scenarios;

/// <summary>Rate, latency and cost of tasks, and of what they are compared with.</summary>
internal static class Throughput
{
    private const string Batch = "batch of 100,000";
    private const string TaskCallers = "1,000 callers";
    private const string LoneTask = "lone task";
    private const string Call = "grain call, 1,000 callers";
    private const string CallOfFew = "grain call, 100 callers";
    private const string LoneCall = "lone grain call";
    private const string Activation = "activation per task, 1,000 callers";
    private const string Channel = "channel in one process, 1,000 callers";
    private const string CoHosted = "lone task inside a silo";
    private const string SmallBatch = "batches of 100, 8 callers";
    private const string Batch10K = "batch of 10,000";
    private const string Batch1M = "batch of 1,000,000";

    public static async Task MeasureAsync(LoadCluster cluster, LoadPlan plan, LoadReport report)
    {
        var tasks = new TaskScenarios(cluster.Client, await cluster.OpenAsync(cluster.Processes[0]));
        var grains = new GrainScenarios(cluster.Grains);
        var rounds = new ScenarioRounds(await UsageMeter.CreateAsync(cluster), plan);
        rounds.Add(Batch, window => tasks.BatchesAsync(100_000, window));
        rounds.Add(TaskCallers, window => tasks.CallersAsync(1000, window));
        rounds.Add(Call, window => grains.CallsAsync(1000, window));
        rounds.Add(CallOfFew, window => grains.CallsAsync(100, window));
        rounds.Add(Activation, window => grains.ActivationsAsync(1000, window));
        rounds.Add(LoneTask, window => tasks.CallersAsync(1, window));
        rounds.Add(LoneCall, window => grains.CallsAsync(1, window));
        rounds.Add(Channel, window => ChannelScenario.RunAsync(1000, window));
        if (plan.EveryRow)
        {
            rounds.Add(CoHosted, tasks.CoHostedAsync);
            rounds.Add(SmallBatch, window => tasks.BatchesAsync(100, window, callers: 8));
            rounds.Add(Batch10K, window => tasks.BatchesAsync(10_000, window));
            rounds.Add(Batch1M, window => tasks.BatchesAsync(1_000_000, window));
        }

        await rounds.RunAsync();
        ScenarioRows.AddTo(report, rounds);
        if (plan.Only is not null)
        {
            return;
        }

        AddTargets(report, rounds);
        if (plan.EveryRow)
        {
            AddFurtherTargets(report, rounds);
        }
    }

    private static void AddTargets(LoadReport report, ScenarioRounds rounds)
    {
        var batchVsActivation = Ratio("batchVsActivation", of => of(Batch).Rate / of(Activation).Rate);
        var batchVsCall = Ratio("batchVsCall", of => of(Batch).Rate / Math.Max(of(Call).Rate, of(CallOfFew).Rate));
        var callersVsActivation = Ratio("callersVsActivation", of => of(TaskCallers).Rate / of(Activation).Rate);
        var loneP50 = Ratio("loneVsCallP50", of => of(LoneTask).Latency(0.5) / of(LoneCall).Latency(0.5), betterLow: true);
        var loneP99 = Ratio("loneVsCallP99", of => of(LoneTask).Latency(0.99) / of(LoneCall).Latency(0.99), betterLow: true);
        Ratio("batchVsChannel", of => of(Batch).Rate / of(Channel).Rate);
        report.Targets.Add(Target.AtLeast("batch, against activations", batchVsActivation, 25));
        report.Targets.Add(Target.AtLeast("batch, against calls", batchVsCall, 2.5));
        report.Targets.Add(Target.AtLeast("callers, against activations", callersVsActivation, 8));
        report.Targets.Add(Target.AtMost("lone task, against a call: p50", loneP50, 1.5));
        report.Targets.Add(Target.AtMost("lone task, against a call: p99", loneP99, 2));

        double Ratio(string name, Func<Func<string, Sample>, double> figure, bool betterLow = false) =>
            report.AddRatio(name, rounds.PerRound(figure), betterLow);
    }

    private static void AddFurtherTargets(LoadReport report, ScenarioRounds rounds)
    {
        var coHosted = report.AddRatio("coHostedVsCallP50", rounds.PerRound(of => of(CoHosted).Latency(0.5) / of(LoneCall).Latency(0.5)), betterLow: true);
        report.Targets.Add(Target.AtMost("lone task inside a silo, against a call: p50", coHosted, 0.3));
        report.Targets.Add(Target.AtMost("batches of 100: processor, us/task", rounds.Spread(SmallBatch, sample => sample.CpuPerTask).Median, 7));
        var sizes = new[] { Batch10K, Batch, Batch1M }.Select(name => rounds.Spread(name, sample => sample.Rate).Median).ToList();
        report.Targets.Add(Target.AtLeast("rate of 10 k, 100 k and 1 M: least to greatest", sizes.Min() / sizes.Max(), 0.8));
    }
}
