using Spawner.Contracts;
using Spawner.Grains.ClusterLoad;
using Spawner.Grains.Execution;
using Spawner.Grains.Messages;
using Spawner.Grains.Placement;
using Spawner.Grains.Telemetry;

namespace Spawner.Grains.Intake;

/// <summary>
/// Places the tasks of a request one by one, each choice counting the ones before it, and hands them over with one message
/// for each chosen silo (steps 3 and 5 of docs/architecture.md). What a silo refuses, or what never reached it, is placed
/// again on another.
/// </summary>
internal sealed partial class TaskPlacer(
    ILocalSiloDetails self,
    ClusterLoadView view,
    Executor executor,
    ExecutorPeers peers,
    SpawnerInstruments instruments,
    TimeProvider clock,
    ILogger<TaskPlacer> logger)
{
    private const int MaximumRounds = 3;
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(1.5);

    public async Task<SpawnReply> PlaceAsync(SpawnRequest request)
    {
        var outcome = new Outcome(request, clock.GetUtcNow());
        HashSet<SiloAddress>? refusing = null;
        var open = outcome.Open();
        for (var round = 1; round <= MaximumRounds && open.Count > 0; round++)
        {
            var groups = Choose(outcome, open, refusing);
            var failed = await HandOverAsync(outcome, groups);
            open = outcome.Open();
            if (open.Count > 0)
            {
                (refusing ??= []).UnionWith(failed.OfType<SiloAddress>());
            }
        }

        if (open.Count > 0)
        {
            instruments.OnTasksRefused(open.Count);
        }

        return outcome.ToReply();
    }

    /// <summary>Where a task would go now, and why. Places nothing.</summary>
    public PlacementExplanation Explain(string kind, TaskDemands? demands)
    {
        LookHere();
        return view.Explain(kind, demands);
    }

    /// <summary>Where so many tasks would go now. Places nothing.</summary>
    public PlacementForecast Forecast(string kind, TaskDemands? demands, int count)
    {
        LookHere();
        return view.Forecast(kind, demands, count);
    }

    /// <summary>The decider takes what it knows of this silo for exact; the last report is not, up to a second later.</summary>
    private void LookHere() => view.OnReport(executor.Report(self.SiloAddress));

    private Dictionary<Destination, List<int>> Choose(Outcome outcome, List<int> open, HashSet<SiloAddress>? refusing)
    {
        LookHere();
        var groups = new Dictionary<Destination, List<int>>();
        var decisions = view.Place(outcome.Request.Tasks, open, refusing, out var number);
        outcome.OnDecided(open, decisions, number);
        Span<int> byRule = stackalloc int[PlacementReasons.Rules];
        for (var i = 0; i < decisions.Length; i++)
        {
            var decision = decisions[i];
            byRule[(int)decision.Rule]++;

            // Nobody may run it: this silo keeps it until somebody may. But where silos merely refused, it is refused.
            var destination = new Destination(decision.Silo ?? self.SiloAddress, Parked: decision.Silo is null);
            if (!destination.Parked || refusing is null)
            {
                (System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(groups, destination, out _) ??= []).Add(open[i]);
            }
        }

        for (var rule = 0; rule < byRule.Length; rule++)
        {
            if (byRule[rule] > 0)
            {
                instruments.OnTasksPlaced((PlacementRule)rule, byRule[rule]);
            }
        }

        return groups;
    }

    /// <returns>For each silo itself, if it refused some or was not reached.</returns>
    private async Task<SiloAddress?[]> HandOverAsync(Outcome outcome, Dictionary<Destination, List<int>> groups)
    {
        if (groups.Count != 1)
        {
            return await Task.WhenAll(groups.Select(group => HandOverAsync(outcome, group.Key, group.Value)));
        }

        var (destination, indices) = groups.First();
        return [await HandOverAsync(outcome, destination, indices)];
    }

    /// <returns>The silo, if it refused some or was not reached.</returns>
    private async Task<SiloAddress?> HandOverAsync(Outcome outcome, Destination destination, List<int> indices)
    {
        var request = outcome.ToAssign(self.SiloAddress, indices, destination.Parked);
        view.OnSendStarted(destination.Silo);
        var started = clock.GetTimestamp();
        TimeSpan? took = null;
        try
        {
            var reply = destination.Silo.Equals(self.SiloAddress)
                ? await executor.AssignAsync(request)
                : await peers.Of(destination.Silo).AssignAsync(request).WaitAsync(AnswerTimeout, clock);
            took = destination.Silo.Equals(self.SiloAddress) ? null : clock.GetElapsedTime(started) - reply.Held;
            view.OnReport(reply.Load);
            return outcome.Take(indices, reply, destination.Silo);
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException)
        {
            LogNotReached(destination.Silo, indices.Count, failure.Message);
            outcome.OnNotReached(destination.Silo);
            return destination.Silo;
        }
        finally
        {
            view.OnSendEnded(destination.Silo, took);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Silo {Silo} did not take {Count} tasks in time ({Reason}); they are placed again")]
    private partial void LogNotReached(SiloAddress silo, int count, string reason);

    private readonly record struct Destination(SiloAddress Silo, bool Parked);

    /// <summary>What has become of each task of the request so far.</summary>
    private sealed class Outcome(SpawnRequest request, DateTimeOffset submittedAt)
    {
        private readonly Lock _lock = new();
        private readonly SiloAddress?[] _homes = new SiloAddress?[request.Tasks.Count];
        private readonly PlacementRule[] _rules = new PlacementRule[request.Tasks.Count];
        private readonly List<TaskNotices> _ended = [];
        private readonly List<TaskConflict> _conflicts = [];
        private long _decision;
        private string? _busy;
        private TimeSpan _retryAfter;

        public SpawnRequest Request { get; } = request;

        /// <summary>Indices of the tasks that no silo has yet.</summary>
        public List<int> Open()
        {
            List<int> open = [];
            for (var i = 0; i < _homes.Length; i++)
            {
                if (_homes[i] is null)
                {
                    open.Add(i);
                }
            }

            return open;
        }

        public void OnDecided(List<int> indices, PlacementDecision[] decisions, long number)
        {
            _decision = number;
            for (var i = 0; i < decisions.Length; i++)
            {
                _rules[indices[i]] = decisions[i].Rule;
            }
        }

        public AssignRequest ToAssign(SiloAddress from, List<int> indices, bool parked) => new()
        {
            From = from,
            Namespace = Request.Namespace,
            Submitter = Request.Submitter,
            Observer = Request.Observer,
            SubmittedAt = submittedAt,
            Tasks = indices.Count == Request.Tasks.Count ? Request.Tasks : new TaskSpecs([.. indices.Select(i => Request.Tasks[i])]),
            Parked = parked,
            Rules = RulesOf(indices),
            Decision = _decision,
        };

        private PlacementRule[] RulesOf(List<int> indices)
        {
            var first = _rules[indices[0]];
            return indices.TrueForAll(i => _rules[i] == first) ? [first] : [.. indices.Select(i => _rules[i])];
        }

        public SiloAddress? Take(List<int> indices, AssignReply reply, SiloAddress silo)
        {
            lock (_lock)
            {
                for (var i = 0; i < indices.Count; i++)
                {
                    _homes[indices[i]] = reply.Accepted[i] ? silo : null;
                }

                _conflicts.AddRange(reply.Conflicts);

                if (reply.Ended is { } ended)
                {
                    _ended.Add(ended);
                }

                _busy = reply.Busy ?? _busy;
                _retryAfter = reply.RetryAfter > _retryAfter ? reply.RetryAfter : _retryAfter;
            }

            return reply.Busy is null ? null : silo;
        }

        public void OnNotReached(SiloAddress silo)
        {
            lock (_lock)
            {
                _busy ??= $"silo {silo.ToParsableString()} did not answer";
                _retryAfter = _retryAfter == TimeSpan.Zero ? TimeSpan.FromMilliseconds(200) : _retryAfter;
            }
        }

        public SpawnReply ToReply() => new()
        {
            Homes = _homes,
            Conflicts = [.. _conflicts],
            Busy = Array.TrueForAll(_homes, home => home is not null) ? null : _busy ?? "no silo takes tasks now",
            RetryAfter = _retryAfter == TimeSpan.Zero ? TimeSpan.FromMilliseconds(200) : _retryAfter,
            Ended = _ended is [var one] ? one : _ended is [] ? null : new TaskNotices([.. _ended.SelectMany(e => e.Results)], [.. _ended.SelectMany(e => e.Others)]),
        };
    }
}
