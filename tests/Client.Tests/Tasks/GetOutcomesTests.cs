using Spawner.Client.Tests.Scripted;
using Spawner.Contracts;

namespace Spawner.Client.Tests.Tasks;

public sealed class GetOutcomesTests : IDisposable
{
    private readonly ScriptedClient _sut = new();

    public void Dispose() => _sut.Dispose();

    [Fact]
    public async Task GetOutcomesAsync_WhenSomeHaveEnded_AsksOnceAndTellsThose()
    {
        var (ended, running, unknown) = (NewId(), NewId(), NewId());
        _sut.Intake.OnFollow = request => Task.FromResult(new FollowReply
        {
            Notices = [.. request.Ids.Select(id => id == ended ? Notices.Failed(id) : id == unknown ? null : Notices.Running(id))],
        });

        var outcomes = await _sut.Client.GetOutcomesAsync([ended, running, unknown, ended], TimeSpan.FromMinutes(1), ScriptedClient.Cancel).Soon("the outcomes");

        Assert.Equal(3, (await _sut.Intake.NextFollowAsync()).Ids.Length);
        Assert.Equal([ended, unknown], outcomes.Select(outcome => outcome.Id));
        Assert.Equal((TaskPhase.Failed, null), (outcomes[0].Snapshot?.Phase, outcomes[1].Snapshot));
    }

    [Fact]
    public async Task GetOutcomesAsync_WhenOneEndsDuringTheWait_TellsItWithItsResult()
    {
        var (one, other) = (NewId(), NewId());
        var waiting = _sut.Client.GetOutcomesAsync([one], TimeSpan.FromMinutes(1), ScriptedClient.Cancel);
        await _sut.Intake.NextFollowAsync();

        await _sut.Intake.NotifyAsync(Notices.Result(other, "1"));
        await _sut.Intake.NotifyAsync(Notices.Result(one, "42"));

        var outcome = Assert.Single(await waiting.Soon("the outcome"));
        Assert.Equal((one, TaskPhase.Succeeded, "42"), (outcome.Id, outcome.Snapshot!.Phase, outcome.Result.ToString()));
    }

    [Fact]
    public async Task GetOutcomesAsync_WhenNoneEndsInTime_TellsNone()
    {
        var waiting = _sut.Client.GetOutcomesAsync([NewId()], TimeSpan.FromSeconds(10), ScriptedClient.Cancel);
        await _sut.Intake.NextFollowAsync();

        await _sut.Clock.PassAsync(TimeSpan.FromSeconds(10));

        Assert.Empty(await waiting.Soon("the end of the wait"));
    }

    private static TaskId NewId() => new(Guid.CreateVersion7(), ScriptedIntake.Home);
}
