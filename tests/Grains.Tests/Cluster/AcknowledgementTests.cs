using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Spawner.Contracts;
using Spawner.Grains.Completion;

namespace Spawner.Grains.Tests.Cluster;

/// <summary>What the answer to a spawn tells of tasks that end at once, over real sockets.</summary>
public sealed class AcknowledgementTests : IAsyncLifetime
{
    private readonly Recorder _told = new();
    private InProcessTestCluster _cluster = null!;
    private ITaskObserver _observer = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await ClusterFixture.StartAsync(silos: 1);
        _observer = _cluster.Client.CreateObjectReference<ITaskObserver>(_told);
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Spawn_OfATaskThatEndsAtOnce_AnswersWithItsResultAndTellsItNoOtherWay()
    {
        var (spec, reply) = await SpawnUntilToldAtOnceAsync(ScriptedTasks.Echo, "hello");

        var result = Assert.Single(reply.Ended!.Results);
        Assert.Equal((spec.Unique, "\"hello\""), (result.Unique, System.Text.Encoding.UTF8.GetString(result.Result.Span)));
        await FlushAsync();
        Assert.False(_told.WhenToldOf(spec.Unique).IsCompleted);
    }

    [Fact]
    public async Task Spawn_OfATaskThatFailsAtOnce_AnswersWithItsFailure()
    {
        var (spec, reply) = await SpawnUntilToldAtOnceAsync(ScriptedTasks.Throw, "no");

        var notice = Assert.Single(reply.Ended!.Others);
        Assert.Equal((spec.Unique, TaskPhase.Failed, "no"), (notice.Id.Unique, notice.Phase, notice.Snapshot!.Failure!.Message));
    }

    /// <summary>One that awaits gives its thread back; one that computes holds it, and only the time limit tells.</summary>
    [Theory]
    [InlineData("test.gate")]
    [InlineData("test.spin")]
    public async Task Spawn_OfATaskThatIsSlowForOnce_AnswersBeforeItsEndAndTellsThatLater(string name)
    {
        var kind = new TaskKind<string, string>(name);
        var (fast, slow) = ($"fast {name}", $"slow {name}");
        ScriptedTasks.Of(fast).Open();
        await SpawnUntilToldAtOnceAsync(kind, fast);
        var spec = Spec(kind, slow);

        var reply = await SpawnAsync(spec);

        Assert.NotNull(Assert.Single(reply.Homes));
        Assert.Null(reply.Ended);
        ScriptedTasks.Of(slow).Open();
        await _told.WhenToldOf(spec.Unique).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    [Fact]
    public async Task Spawn_OfTheSameTaskAgain_TellsItsEndAgain()
    {
        var (spec, _) = await SpawnUntilToldAtOnceAsync(ScriptedTasks.Echo, "hello");

        await SpawnAsync(spec);

        await _told.WhenToldOf(spec.Unique).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    /// <summary>The silo must first see how fast the kind's handlers are, and until they are compiled they are not.</summary>
    private async Task<(TaskSpec Spec, SpawnReply Reply)> SpawnUntilToldAtOnceAsync<TResult>(TaskKind<string, TResult> kind, string input)
    {
        while (true)
        {
            Cancel.ThrowIfCancellationRequested();
            var spec = Spec(kind, input);
            var reply = await SpawnAsync(spec);
            if (reply.Ended is not null)
            {
                return (spec, reply);
            }
        }
    }

    private Task<SpawnReply> SpawnAsync(TaskSpec spec) => _cluster.Client.GetGrain<IIntakeGrain>(0).SpawnAsync(new SpawnRequest
    {
        Namespace = "test",
        Submitter = "test",
        Observer = _observer,
        Tasks = new TaskSpecs([spec]),
    });

    private static TaskSpec Spec<TResult>(TaskKind<string, TResult> kind, string input) => new()
    {
        Unique = Guid.NewGuid(),
        Template = new TaskTemplate { Kind = kind.Name },
        Input = JsonSerializer.SerializeToUtf8Bytes(input),
    };

    private Task FlushAsync() => _cluster.Silos[0].ServiceProvider.GetRequiredService<NoticeBoard>().FlushAsync(Cancel);

    private sealed class Recorder : ITaskObserver
    {
        private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _ends = new();

        /// <summary>Ends once the end of that task has been told, be it before this call.</summary>
        public Task WhenToldOf(Guid unique) => EndOf(unique).Task;

        public Task OnNoticesAsync(TaskNotices notices)
        {
            foreach (var unique in notices.Results.Select(result => result.Unique)
                .Concat(notices.Others.Where(notice => notice.Phase.IsTerminal()).Select(notice => notice.Id.Unique)))
            {
                EndOf(unique).TrySetResult();
            }

            return Task.CompletedTask;
        }

        private TaskCompletionSource EndOf(Guid unique) =>
            _ends.GetOrAdd(unique, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}
