using System.Threading.Channels;
using Orleans.Runtime;
using Spawner.Client.Intake;
using Spawner.Contracts;

namespace Spawner.Client.Tests.Scripted;

/// <summary>A cluster that does what the test says; by default every silo lives, every spawn is accepted, and nothing ends.</summary>
internal sealed partial class ScriptedIntake : IIntake
{
    public static readonly SiloAddress Home = SiloAddress.FromParsableString("127.0.0.1:11111@1");
    public static readonly SiloAddress OtherHome = SiloAddress.FromParsableString("127.0.0.1:11112@1");

    private readonly Channel<SpawnRequest> _spawns = Channel.CreateUnbounded<SpawnRequest>();
    private readonly Channel<FollowRequest> _follows = Channel.CreateUnbounded<FollowRequest>();
    private ITaskObserver? _observer;

    public Func<SpawnRequest, Task<SpawnReply>> OnSpawn { get; set; } = request => Task.FromResult(Accept(request));

    public Func<FollowRequest, Task<FollowReply>> OnFollow { get; set; } = request =>
        Task.FromResult(new FollowReply { Notices = [.. request.Ids.Select(id => Notices.Running(id))] });

    public Func<ClusterReply> OnGetCluster { get; set; } = () => Cluster(Home, OtherHome);

    public Func<TaskId, Task<TaskSnapshot?>> OnDescribe { get; set; } = id => Task.FromResult<TaskSnapshot?>(Notices.Running(id).Snapshot);

    public Func<TaskId, CancelAnswer?> OnCancel { get; set; } = _ => CancelAnswer.Signalled;

    public Func<long, TimeSpan, Task<TaskOutputPart?>> OnReadOutput { get; set; } = (_, _) => Task.FromResult<TaskOutputPart?>(null);

    public Func<string, bool> OnDrain { get; set; } = _ => true;

    public List<TaskId> Cancelled { get; } = [];

    public int SpawnCount { get; private set; }

    public bool Record { get; set; } = true;

    public int ClusterCount { get; private set; }

    public static SpawnReply Accept(SpawnRequest request) => new() { Homes = [.. request.Tasks.Select(_ => Home)] };

    public static SpawnReply Refuse(SpawnRequest request, TimeSpan retryAfter) =>
        new() { Homes = new SiloAddress?[request.Tasks.Count], RetryAfter = retryAfter, Busy = "all queues are full" };

    public static ClusterReply Cluster(params SiloAddress[] live) => new() { Version = 1, Live = live, Events = [], Silos = [.. live.Select(a => Silos.Active(a))] };

    /// <summary>The next message with spawns, as it was sent.</summary>
    public Task<SpawnRequest> NextSpawnAsync() => _spawns.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon("the next spawn message");

    /// <summary>The next question about tasks.</summary>
    public Task<FollowRequest> NextFollowAsync() => _follows.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon("the next question about tasks");

    /// <summary>Tells the client, as a silo would.</summary>
    public Task NotifyAsync(params TaskNotice[] notices) => _observer!.OnNoticesAsync(new TaskNotices([], notices));

    /// <summary>Tells the client results alone.</summary>
    public Task NotifyAsync(params TaskResult[] results) => _observer!.OnNoticesAsync(new TaskNotices(results, []));

    public ITaskObserver CreateReference(ITaskObserver observer) => _observer = observer;

    public Task<SpawnReply> SpawnAsync(SpawnRequest request)
    {
        lock (_spawns)
        {
            SpawnCount++;
        }

        try
        {
            return OnSpawn(request);
        }
        finally
        {
            // Only now: whoever waits for the message may set another answer for the next one.
            if (Record) _spawns.Writer.TryWrite(request);
        }
    }

    public Task<FollowReply> FollowAsync(FollowRequest request)
    {
        try
        {
            return OnFollow(request);
        }
        finally
        {
            _follows.Writer.TryWrite(request);
        }
    }

    public Task<PlacementExplanation> ExplainPlacementAsync(string kind, TaskDemands? demands) =>
        Task.FromResult(new PlacementExplanation { Reason = kind, Candidates = [] });

    public Task<PlacementForecast> ForecastPlacementAsync(string kind, TaskDemands? demands, int count) =>
        Task.FromResult(new PlacementForecast { Shares = [], Waiting = count, First = new PlacementExplanation { Reason = kind, Candidates = [] } });

    public Task<ClusterReply> GetClusterAsync(bool withSilos)
    {
        ClusterCount++;
        return Task.FromResult(OnGetCluster());
    }

    public Task<bool> DrainAsync(string silo) => Task.FromResult(OnDrain(silo));

    public Task<bool> ResumeAsync(string silo) => Task.FromResult(OnDrain(silo));

    public Task<TaskSnapshot?> DescribeAsync(TaskId id) => OnDescribe(id);

    public Task<CancelAnswer?> CancelAsync(TaskId id)
    {
        lock (Cancelled)
        {
            Cancelled.Add(id);
        }

        return Task.FromResult(OnCancel(id));
    }

    public Task<TaskOutputPart?> ReadOutputAsync(TaskId id, long from, TimeSpan wait) => OnReadOutput(from, wait);

    public Task<PlacementExplanation?> ExplainAsync(TaskId id) =>
        Task.FromResult<PlacementExplanation?>(new PlacementExplanation { Reason = id.ToString(), Candidates = [] });
}
