using Spawner.Client.Tests.Scripted;
using Spawner.Contracts;

namespace Spawner.Client.Tests.Tasks;

public sealed class TaskOutcomeTests : IDisposable
{
    private readonly ScriptedClient _sut = new();

    public void Dispose() => _sut.Dispose();

    [Fact]
    public async Task GetResultAsync_WhenTheNoticeComes_ReturnsTheResultToEveryCaller()
    {
        var task = await _sut.SpawnAsync();
        var waiting = Enumerable.Range(0, 10).Select(_ => task.GetResultAsync(ScriptedClient.Cancel)).ToList();

        await _sut.Intake.NotifyAsync(Notices.Result(task.Id, "42"));

        Assert.All(await Task.WhenAll(waiting).Soon("the results"), r => Assert.Equal(42, r));
        Assert.Equal(42, await task.GetResultAsync(ScriptedClient.Cancel));
    }

    [Fact]
    public async Task GetResultAsync_WhenTheNoticeOvertakesTheAcknowledgement_ReturnsTheResult()
    {
        _sut.Intake.OnSpawn = async request =>
        {
            await _sut.Intake.NotifyAsync(Notices.Result(new TaskId(request.Tasks[0].Unique, ScriptedIntake.Home), "42"));
            return ScriptedIntake.Accept(request);
        };

        var task = await _sut.SpawnAsync();

        Assert.Equal(42, await task.GetResultAsync(ScriptedClient.Cancel));
    }

    [Fact]
    public async Task GetResultAsync_WhenTheAcknowledgementTellsTheResult_ReturnsIt()
    {
        _sut.Intake.OnSpawn = request => Task.FromResult(ScriptedIntake.Accept(request) with
        {
            Ended = new TaskNotices([Notices.Result(new TaskId(request.Tasks[0].Unique), "42")], []),
        });

        var task = await _sut.SpawnAsync();

        Assert.True(task.GetResultAsync(ScriptedClient.Cancel) is { IsCompletedSuccessfully: true, Result: 42 });
        Assert.Equal(ScriptedIntake.Home, task.Id.Home);
    }

    [Fact]
    public async Task GetResultAsync_WhenNoticesRepeat_KeepsTheFirstEnd()
    {
        var task = await _sut.SpawnAsync();

        await _sut.Intake.NotifyAsync(Notices.Result(task.Id, "1"), Notices.Result(task.Id, "1"), Notices.Result(task.Id, "2"));
        await _sut.Intake.NotifyAsync(Notices.Failed(task.Id));

        Assert.Equal(1, await task.GetResultAsync(ScriptedClient.Cancel));
    }

    [Fact]
    public async Task GetResultAsync_WhenOneCallerGivesUp_OthersGoOn()
    {
        var task = await _sut.SpawnAsync();
        using var givingUp = new CancellationTokenSource();
        var given = task.GetResultAsync(givingUp.Token);
        var kept = task.GetResultAsync(ScriptedClient.Cancel);

        await givingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        await _sut.Intake.NotifyAsync(Notices.Result(task.Id, "42"));

        Assert.Equal(42, await kept.Soon("the result"));
    }

    [Fact]
    public async Task GetResultAsync_WhenTheTaskFailed_ThrowsWithThePicture()
    {
        var task = await _sut.SpawnAsync();
        await _sut.Intake.NotifyAsync(Notices.Failed(task.Id));

        var failure = await Assert.ThrowsAsync<TaskFailedException>(() => task.GetResultAsync(ScriptedClient.Cancel));

        Assert.Equal("first", failure.Snapshot.SiloName);
        Assert.Contains("System.InvalidOperationException: no", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResultAsync_WhenTheKindIsAnother_SaysWhatWasFoundAndExpected()
    {
        var id = new TaskId(Guid.CreateVersion7(), ScriptedIntake.Home);
        Answer(Notices.Succeeded(id, "42", kind: "triple"));

        var failure = await Assert.ThrowsAsync<ResultTypeException>(() =>
            _sut.Client.GetTask(ScriptedClient.Double, id).GetResultAsync(ScriptedClient.Cancel));

        Assert.Contains($"Task {id} is of kind 'triple'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("kind 'double'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResultAsync_WhenTheKindHadThatNameEarlier_ReturnsTheResult()
    {
        var renamed = new TaskKind<int, int>("twice", aliases: ["double"]);
        var id = new TaskId(Guid.CreateVersion7(), ScriptedIntake.Home);
        Answer(Notices.Succeeded(id, "42"));

        Assert.Equal(42, await _sut.Client.GetTask(renamed, id).GetResultAsync(ScriptedClient.Cancel));
    }

    [Fact]
    public async Task GetResultAsync_WhenThisClientSpawnedItAsAnotherKind_SaysSo()
    {
        var task = await _sut.SpawnAsync();
        var again = _sut.Client.GetTask(new TaskKind<int, int>("triple"), task.Id).GetResultAsync(ScriptedClient.Cancel);

        await _sut.Intake.NotifyAsync(Notices.Result(task.Id, "42"));

        await Assert.ThrowsAsync<ResultTypeException>(() => again);
    }

    [Fact]
    public async Task GetResultAsync_WhenTheJsonDoesNotFit_SaysWhatWasExpected()
    {
        var task = await _sut.SpawnAsync();
        await _sut.Intake.NotifyAsync(Notices.Result(task.Id, "\"text\""));

        var failure = await Assert.ThrowsAsync<ResultTypeException>(() => task.GetResultAsync(ScriptedClient.Cancel));

        Assert.Contains("System.Int32", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetOutcomeAsync_WhenTheNoticeHadNoPicture_AsksOnceForIt()
    {
        var task = await _sut.SpawnAsync();
        Answer(Notices.Succeeded(task.Id, "42"));
        await _sut.Intake.NotifyAsync(Notices.Result(task.Id, "42"));

        var outcome = await task.GetOutcomeAsync(ScriptedClient.Cancel);
        _sut.Intake.OnFollow = _ => throw new InvalidOperationException("asked twice");

        Assert.Equal(("first", TaskPhase.Succeeded), (outcome.SiloName, outcome.Phase));
        Assert.Same(outcome, await task.GetOutcomeAsync(ScriptedClient.Cancel));
    }

    [Fact]
    public async Task GetOutcomeAsync_WhenNobodyHasThePictureAnyMore_TellsWhatTheSpawnAndTheNoticeTell()
    {
        var task = await _sut.SpawnAsync(options: new SpawnOptions { Name = "mine", Tags = new Dictionary<string, string> { ["k"] = "v" } });
        Answer(null);
        await _sut.Intake.NotifyAsync(Notices.Result(task.Id, "42"));

        var outcome = await task.GetOutcomeAsync(ScriptedClient.Cancel);

        Assert.Equal((task.Id, TaskPhase.Succeeded, "double", "mine", "test"), (outcome.Id, outcome.Phase, outcome.Kind, outcome.Name, outcome.Submitter));
        Assert.Equal("v", outcome.Tags["k"]);
        Assert.Equal(_sut.Clock.GetUtcNow(), outcome.SubmittedAt, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task GetOutcomeAsync_WhenTheIdIsUnknown_SaysSo()
    {
        var id = new TaskId(Guid.CreateVersion7(), ScriptedIntake.Home);
        Answer(null);

        var failure = await Assert.ThrowsAsync<UnknownTaskException>(() => _sut.Client.GetTask(id).GetOutcomeAsync(ScriptedClient.Cancel));

        Assert.Equal(id, failure.Id);
    }

    [Fact]
    public async Task GetOutcomeAsync_WhenRebuiltFromAnId_FollowsAndHearsTheEnd()
    {
        var id = new TaskId(Guid.CreateVersion7(), ScriptedIntake.Home);
        var waiting = _sut.Client.GetTask(ScriptedClient.Double, id).GetOutcomeAsync(ScriptedClient.Cancel);

        var asked = await _sut.Intake.NextFollowAsync();
        await _sut.Intake.NotifyAsync(Notices.Succeeded(id, "42"));

        Assert.Equal((id, FollowLevel.Outcome), (Assert.Single(asked.Ids), asked.Level));
        Assert.Equal(TaskPhase.Succeeded, (await waiting.Soon("the outcome")).Phase);
    }

    [Fact]
    public async Task GetOutcomeAsync_WhenAskingIsDenied_SaysWhy()
    {
        _sut.Intake.OnFollow = _ => Task.FromResult(new FollowReply { Notices = [], Denied = "not you" });

        await Assert.ThrowsAsync<SpawnDeniedException>(() =>
            _sut.Client.GetTask(new TaskId(Guid.CreateVersion7())).GetOutcomeAsync(ScriptedClient.Cancel));
    }

    [Fact]
    public async Task CancelAsync_WhenTheTaskIsUnknown_SaysSo()
    {
        _sut.Intake.OnCancel = _ => null;

        await Assert.ThrowsAsync<UnknownTaskException>(() =>
            _sut.Client.GetTask(new TaskId(Guid.CreateVersion7())).CancelAsync(ScriptedClient.Cancel));
    }

    private void Answer(TaskNotice? notice) => _sut.Intake.OnFollow = _ => Task.FromResult(new FollowReply { Notices = [notice] });
}
