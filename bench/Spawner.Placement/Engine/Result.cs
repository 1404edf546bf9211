namespace Spawner.Bench.Placement.Engine;

/// <summary>What one policy made of a scenario.</summary>
internal sealed class Result(Scenario scenario, Workload workload)
{
    /// <summary>Tasks that arrive before this share of the run are not counted: the cluster fills up first.</summary>
    private const double WarmUp = 0.1;

    private readonly TimeSpan[] _ended = new TimeSpan[workload.Count];
    private long _messages;

    /// <summary>Most tasks that ever waited on silo 0 after the incident.</summary>
    public int MostQueuedAtIncident { get; set; }

    public int Ended { get; private set; }

    public TimeSpan Makespan => _ended.Max();

    /// <summary>Messages besides the load reports and the answers to messages.</summary>
    public double MessagesPerTask => (double)_messages / workload.Count;

    public void OnMessages(int count) => _messages += count;

    public void OnEnded(int task, TimeSpan now)
    {
        if (_ended[task] != TimeSpan.Zero)
        {
            throw new InvalidOperationException($"Task {task} ran twice.");
        }

        _ended[task] = now;
        Ended++;
    }

    /// <summary>Mean and 99th percentile of the bounded slowdown of the tasks that arrived within a time; by default all but the warm-up.</summary>
    /// <remarks>
    /// Slowdown is the time from arrival to end over the task's work; bounded as by Feitelson and Rudolph (1998): work below
    /// a tenth of the mean counts as a tenth, and no slowdown is below 1.
    /// </remarks>
    public (double Mean, double P99) Slowdown(TimeSpan? from = null, TimeSpan? until = null)
    {
        var begin = from ?? (workload.End * WarmUp);
        var least = scenario.Mean / 10;
        List<double> all = [];
        for (var task = 0; task < workload.Count; task++)
        {
            if (workload.ArrivalOf(task) >= begin && (until is null || workload.ArrivalOf(task) <= until))
            {
                var work = workload.WorkOf(task);
                all.Add(Math.Max(1, (_ended[task] - workload.ArrivalOf(task)) / (work > least ? work : least)));
            }
        }

        all.Sort();
        return (all.Average(), all[(int)(all.Count * 0.99)]);
    }

    /// <summary>Mean time between arrival and start, in mean durations.</summary>
    public double MeanWait()
    {
        double sum = 0;
        var count = 0;
        for (var task = 0; task < workload.Count; task++)
        {
            if (workload.ArrivalOf(task) >= workload.End * WarmUp)
            {
                sum += (_ended[task] - workload.ArrivalOf(task) - workload.WorkOf(task)) / scenario.Mean;
                count++;
            }
        }

        return sum / count;
    }
}
