using Orleans.Runtime;
using Spawner.Client.Tests.Scripted;
using Spawner.Contracts;

namespace Spawner.Client.Tests.Intake;

public sealed class ReliableIntakeTests : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ScriptedClient _sut = new();

    public void Dispose() => _sut.Dispose();

    [Fact]
    public async Task SpawnAsync_WhenNobodyAnswers_SendsTheSameRequestAgain()
    {
        var silent = new TaskCompletionSource<SpawnReply>();
        _sut.Intake.OnSpawn = request => _sut.Intake.SpawnCount == 1 ? silent.Task : Task.FromResult(ScriptedIntake.Accept(request));

        var spawning = _sut.SpawnAsync();
        var first = await _sut.Intake.NextSpawnAsync();
        await _sut.Clock.PassAsync(_sut.Options.AttemptTimeout);

        Assert.Equal(first.Tasks[0].Unique, (await _sut.Intake.NextSpawnAsync()).Tasks[0].Unique);
        Assert.Equal(first.Tasks[0].Unique, (await spawning).Id.Unique);
    }

    [Fact]
    public async Task SpawnAsync_WhenAnEarlierAttemptAnswersLate_TakesItsAnswer()
    {
        var slow = new TaskCompletionSource<SpawnReply>();
        _sut.Intake.OnSpawn = _ => _sut.Intake.SpawnCount == 1 ? slow.Task : new TaskCompletionSource<SpawnReply>().Task;

        var spawning = _sut.SpawnAsync();
        await _sut.Intake.NextSpawnAsync();
        await _sut.Clock.PassAsync(_sut.Options.AttemptTimeout);
        await _sut.Intake.NextSpawnAsync();
        slow.SetResult(new SpawnReply { Homes = [ScriptedIntake.OtherHome] });

        Assert.Equal(ScriptedIntake.OtherHome, (await spawning).Id.Home);
    }

    [Fact]
    public async Task SpawnAsync_WhenGatewayRejects_TriesAnother()
    {
        _sut.Intake.OnSpawn = request => _sut.Intake.SpawnCount == 1
            ? Task.FromException<SpawnReply>(new SiloUnavailableException("gone"))
            : Task.FromResult(ScriptedIntake.Accept(request));

        var spawning = _sut.SpawnAsync();
        await _sut.Clock.PassAsync(Pause);

        Assert.NotNull(await spawning);
    }

    [Fact]
    public async Task SpawnAsync_WhenNobodyAnswersAtAll_SaysWhatWasTried()
    {
        using var sut = new ScriptedClient(o => o.RequestTimeout = o.AttemptTimeout * 2);
        sut.Intake.OnSpawn = _ => new TaskCompletionSource<SpawnReply>().Task;

        var spawning = sut.SpawnAsync();
        await sut.Clock.PassAsync(sut.Options.AttemptTimeout);
        await sut.Clock.PassAsync(sut.Options.AttemptTimeout);

        var failure = await Assert.ThrowsAsync<ClusterUnavailableException>(() => spawning);
        Assert.Contains("spawn 1 task(s), within 00:00:04 and 2 attempts", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SpawnAsync_WhenTheFailureIsNotTransient_SurfacesIt()
    {
        _sut.Intake.OnSpawn = _ => Task.FromException<SpawnReply>(new InvalidOperationException("a bug"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => _sut.SpawnAsync());

        Assert.Equal(1, _sut.Intake.SpawnCount);
    }

    [Fact]
    public async Task DescribeAsync_WhenTheTasksGatewayIsSilent_AsksThroughTheIntake()
    {
        var task = await _sut.SpawnAsync();
        _sut.Intake.OnDescribe = _ => new TaskCompletionSource<TaskSnapshot?>().Task;

        var describing = task.DescribeAsync(ScriptedClient.Cancel);
        await _sut.Clock.PassAsync(_sut.Options.AttemptTimeout);

        Assert.Equal(TaskPhase.Running, (await describing).Phase);
        Assert.Null((await _sut.Intake.NextFollowAsync()).Observer);
    }
}
