using Spawner.Client.Tests.Scripted;
using Spawner.Contracts;

namespace Spawner.Client.Tests.Callers;

public sealed class ForCallerTests : IDisposable
{
    private readonly ScriptedClient _sut = new(options => options.MaximumOutstandingBatches = 1);

    public void Dispose() => _sut.Dispose();

    [Fact]
    public async Task SpawnAsync_OfACaller_IsInItsNameAndEndsByTheSharedNotices()
    {
        var caller = _sut.Client.ForCaller("builds", "ci");

        var task = await caller.SpawnAsync(ScriptedClient.Double, 1, cancellationToken: ScriptedClient.Cancel).Soon("the acknowledgement");
        var sent = await _sut.Intake.NextSpawnAsync();
        await _sut.Intake.NotifyAsync(Notices.Result(task.Id, "42"));

        Assert.Equal(("builds", "ci"), (sent.Namespace, sent.Submitter));
        Assert.Equal(42, await task.GetResultAsync(ScriptedClient.Cancel).Soon("the result"));
    }

    [Fact]
    public async Task SpawnAsync_OfSeveralCallersThatGather_GoesInAMessageForEach()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sut.Intake.OnSpawn = async request =>
        {
            await gate.Task;
            return ScriptedIntake.Accept(request);
        };
        var callers = new[] { _sut.Client.ForCaller("a", "one"), _sut.Client.ForCaller("b", "one"), _sut.Client.ForCaller("a", "other") };
        var first = _sut.SpawnAsync();
        await _sut.Intake.NextSpawnAsync();
        var others = Enumerable.Range(0, 30).Select(i => callers[i % 3].SpawnAsync(ScriptedClient.Double, i, cancellationToken: ScriptedClient.Cancel)).ToList();

        gate.SetResult();

        await Task.WhenAll([first, .. others]).Soon("all acknowledgements");
        SpawnRequest[] sent = [await _sut.Intake.NextSpawnAsync(), await _sut.Intake.NextSpawnAsync(), await _sut.Intake.NextSpawnAsync()];
        Assert.Equal(
            [("a", "one", 10), ("a", "other", 10), ("b", "one", 10)],
            sent.Select(request => (request.Namespace, request.Submitter, request.Tasks.Count)).Order());
    }

    [Fact]
    public async Task CountTasksAsync_OfACaller_AsksInItsName()
    {
        List<RecordsCaller> asked = [];
        _sut.Intake.OnCountRecords = caller =>
        {
            asked.Add(caller);
            return new RecordsCount();
        };

        await _sut.Client.ForCaller("builds", "ci").CountTasksAsync(ScriptedClient.Cancel).Soon("the counts");

        var caller = Assert.Single(asked);
        Assert.Equal(("builds", "ci"), (caller.Namespace, caller.Submitter));
    }

    [Fact]
    public async Task SpawnAsync_WithTheSameIdempotencyKeyInAnotherNamespace_IsAnotherTask()
    {
        var options = new SpawnOptions { IdempotencyKey = "once", Durable = true };

        var one = await _sut.Client.ForCaller("a", "ci").SpawnAsync(ScriptedClient.Double, 1, options, ScriptedClient.Cancel);
        var other = await _sut.Client.ForCaller("b", "ci").SpawnAsync(ScriptedClient.Double, 1, options, ScriptedClient.Cancel);

        Assert.NotEqual(one.Id.Unique, other.Id.Unique);
    }

    [Theory]
    [InlineData("a/b", "ci")]
    [InlineData("", "ci")]
    [InlineData("a", "")]
    public void ForCaller_WithANameThatIsNotAccepted_Throws(string taskNamespace, string submitter) =>
        Assert.Throws<ArgumentException>(() => _sut.Client.ForCaller(taskNamespace, submitter));
}
