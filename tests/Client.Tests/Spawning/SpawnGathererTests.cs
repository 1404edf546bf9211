using Spawner.Client.Tests.Scripted;
using Spawner.Contracts;

namespace Spawner.Client.Tests.Spawning;

public sealed class SpawnGathererTests : IDisposable
{
    private readonly ScriptedClient _sut = new(o => o.MaximumOutstandingBatches = 1);
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Dispose() => _sut.Dispose();

    [Fact]
    public async Task SpawnAsync_WhenAlone_GoesAtOnce()
    {
        var task = await _sut.SpawnAsync(21);

        var sent = await _sut.Intake.NextSpawnAsync();
        var spec = Assert.Single(sent.Tasks);
        Assert.Equal(("double", "21"), (spec.Kind, System.Text.Encoding.UTF8.GetString(spec.Input.Span)));
        Assert.Equal(new TaskId(spec.Unique, ScriptedIntake.Home), task.Id);
    }

    [Fact]
    public async Task SpawnAsync_WhenAMessageIsOutstanding_GathersTheOthersIntoOne()
    {
        HoldFirstMessage();
        var first = _sut.SpawnAsync();
        await _sut.Intake.NextSpawnAsync();
        var others = Enumerable.Range(0, 50).Select(i => _sut.SpawnAsync(i)).ToList();
        Assert.Equal(1, _sut.Intake.SpawnCount);

        _gate.SetResult();

        await first;
        await Task.WhenAll(others);
        Assert.Equal(50, (await _sut.Intake.NextSpawnAsync()).Tasks.Count);
    }

    [Fact]
    public async Task SpawnAsync_WhenMoreGatherThanOneMessageMayHold_SendsSeveral()
    {
        HoldFirstMessage();
        var spawns = new List<Task> { _sut.SpawnAsync() };
        await _sut.Intake.NextSpawnAsync();
        spawns.AddRange(Enumerable.Range(0, SpawnLimits.MaximumBatchItems + 1).Select(i => _sut.SpawnAsync(i)));

        _gate.SetResult();

        await Task.WhenAll(spawns);
        Assert.Equal(SpawnLimits.MaximumBatchItems, (await _sut.Intake.NextSpawnAsync()).Tasks.Count);
        Assert.Single((await _sut.Intake.NextSpawnAsync()).Tasks);
    }

    [Fact]
    public async Task SpawnAsync_WhenGatheredBytesExceedOneMessage_SendsSeveral()
    {
        HoldFirstMessage();
        var kind = new TaskKind<string, int>("text");
        var large = new string('x', SpawnLimits.MaximumPayloadBytes - 2);
        var spawns = new List<Task> { _sut.SpawnAsync() };
        await _sut.Intake.NextSpawnAsync();
        spawns.AddRange(Enumerable.Range(0, 5).Select(_ => _sut.Client.SpawnAsync(kind, large, cancellationToken: ScriptedClient.Cancel)));

        _gate.SetResult();

        await Task.WhenAll(spawns);
        Assert.Equal(4, (await _sut.Intake.NextSpawnAsync()).Tasks.Count);
        Assert.Single((await _sut.Intake.NextSpawnAsync()).Tasks);
    }

    [Fact]
    public async Task SpawnAsync_WhenCallerGivesUpBeforeItIsSent_IsNotSent()
    {
        HoldFirstMessage();
        var first = _sut.SpawnAsync();
        await _sut.Intake.NextSpawnAsync();
        using var givingUp = new CancellationTokenSource();
        var given = _sut.Client.SpawnAsync(ScriptedClient.Double, 666, cancellationToken: givingUp.Token);
        var kept = _sut.SpawnAsync(7);
        await givingUp.CancelAsync();

        _gate.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        await Task.WhenAll(first, kept);
        Assert.Equal("7", System.Text.Encoding.UTF8.GetString(Assert.Single((await _sut.Intake.NextSpawnAsync()).Tasks).Input.Span));
    }

    [Fact]
    public async Task SpawnAsync_WhenOneOfAMessageIsNotAccepted_OthersAre()
    {
        HoldFirstMessage();
        var first = _sut.SpawnAsync();
        await _sut.Intake.NextSpawnAsync();
        var bad = _sut.Client.SpawnAsync(new TaskKind<int, int>("bad"), 1, cancellationToken: ScriptedClient.Cancel);
        var good = _sut.SpawnAsync(2);
        _sut.Intake.OnSpawn = request => Task.FromResult(
            request.Tasks.Any(t => t.Kind == "bad") ? new SpawnReply { Problems = ["bad is not accepted"] } : ScriptedIntake.Accept(request));

        _gate.SetResult();

        await first;
        Assert.NotNull(await good);
        Assert.Contains("bad is not accepted", (await Assert.ThrowsAsync<InvalidSpawnException>(() => bad)).Problems);
    }

    [Fact]
    public async Task SpawnAsync_WhenDenied_SaysWhy()
    {
        _sut.Intake.OnSpawn = _ => Task.FromResult(new SpawnReply { Denied = "not you" });

        var failure = await Assert.ThrowsAsync<SpawnDeniedException>(() => _sut.SpawnAsync());

        Assert.Equal("not you", failure.Message);
    }

    [Fact]
    public async Task Dispose_WhenSpawnsWait_FailsThem()
    {
        HoldFirstMessage();
        var first = _sut.SpawnAsync();
        await _sut.Intake.NextSpawnAsync();
        var second = _sut.SpawnAsync();

        _sut.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => first);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => second);
    }

    private void HoldFirstMessage()
    {
        var accept = _sut.Intake.OnSpawn;
        _sut.Intake.OnSpawn = async request =>
        {
            _sut.Intake.OnSpawn = accept;
            await _gate.Task;
            return ScriptedIntake.Accept(request);
        };
    }
}
