using Spawner.Client.Tests.Scripted;
using Spawner.Contracts;

namespace Spawner.Client.Tests.Spawning;

public sealed class SpawnSenderTests : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(250);

    private readonly ScriptedClient _sut = new(o => o.BusyTimeout = TimeSpan.FromMilliseconds(600));

    public void Dispose() => _sut.Dispose();

    [Fact]
    public async Task SpawnManyAsync_WhenBusyForSome_SendsOnlyThoseAgain()
    {
        _sut.Intake.OnSpawn = request => Task.FromResult(new SpawnReply
        {
            Homes = [.. request.Tasks.Select((_, i) => request.Tasks.Count == 1 || i != 1 ? ScriptedIntake.Home : null)],
            RetryAfter = RetryAfter,
        });

        var spawning = _sut.SpawnManyAsync(3);
        var first = await _sut.Intake.NextSpawnAsync();
        await _sut.Clock.PassAsync(RetryAfter);

        var second = await _sut.Intake.NextSpawnAsync();
        Assert.Equal(first.Tasks[1].Unique, Assert.Single(second.Tasks).Unique);
        Assert.Equal(first.Tasks.Select(t => t.Unique), (await spawning).Tasks.Select(t => t.Id.Unique));
    }

    [Fact]
    public async Task SpawnAsync_WhenBusyForTooLong_IsRefused()
    {
        _sut.Intake.OnSpawn = request => Task.FromResult(ScriptedIntake.Refuse(request, RetryAfter));

        var spawning = _sut.SpawnAsync();
        await _sut.Clock.PassAsync(RetryAfter);
        await _sut.Clock.PassAsync(RetryAfter);
        await _sut.Clock.PassAsync(TimeSpan.FromMilliseconds(100));

        var failure = await Assert.ThrowsAsync<SpawnRefusedException>(() => spawning);
        Assert.Contains("all queues are full", failure.Message, StringComparison.Ordinal);
        Assert.Equal(RetryAfter, failure.RetryAfter);
    }

    [Fact]
    public async Task SpawnManyAsync_WhenSomeAreRefusedForGood_CancelsThoseAccepted()
    {
        using var sut = new ScriptedClient(o => o.BusyTimeout = TimeSpan.Zero);
        sut.Intake.OnSpawn = request => Task.FromResult(new SpawnReply
        {
            Homes = [.. request.Tasks.Select((_, i) => i == 0 ? ScriptedIntake.Home : null)],
            RetryAfter = RetryAfter,
        });

        await Assert.ThrowsAsync<SpawnRefusedException>(() => sut.SpawnManyAsync(3));

        var sent = await sut.Intake.NextSpawnAsync();
        Assert.Equal(new TaskId(sent.Tasks[0].Unique, ScriptedIntake.Home), Assert.Single(sut.Intake.Cancelled));
    }
}
