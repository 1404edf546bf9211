using Spawner.Client.Tests.Scripted;

namespace Spawner.Client.Tests.Spawning;

public sealed class BatchSpawnerTests : IDisposable
{
    private readonly ScriptedClient _sut = new(o => o.MaximumOutstandingBatches = 2);

    public void Dispose() => _sut.Dispose();

    [Fact]
    public async Task SpawnManyAsync_WhenOneMessageCanHoldThem_SendsOne()
    {
        var batch = await _sut.SpawnManyAsync(SpawnLimits.MaximumBatchItems);

        var sent = await _sut.Intake.NextSpawnAsync();
        Assert.Equal(1, _sut.Intake.SpawnCount);
        Assert.Equal(batch.Tasks.Select(t => t.Id.Unique), sent.Tasks.Select(t => t.Unique));
    }

    [Fact]
    public async Task SpawnManyAsync_WhenThereAreMore_KeepsTheirOrderAndTheBoundOfOutstandingMessages()
    {
        var underWay = 0;
        var most = 0;
        _sut.Intake.OnSpawn = async request =>
        {
            most = Math.Max(most, Interlocked.Increment(ref underWay));
            await Task.Yield();
            Interlocked.Decrement(ref underWay);
            return ScriptedIntake.Accept(request);
        };

        var batch = await _sut.SpawnManyAsync((SpawnLimits.MaximumBatchItems * 9) + 1);

        Assert.Equal(10, _sut.Intake.SpawnCount);
        Assert.InRange(most, 1, 2);
        Assert.Equal(batch.Tasks.Count, batch.Tasks.Select(t => t.Id).Distinct().Count());
        var ids = batch.Tasks.Select(t => t.Id.Unique.ToString("N")).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public async Task SpawnManyAsync_WhenThereAreNone_ReturnsAnEmptyBatch()
    {
        var batch = await _sut.SpawnManyAsync(0);

        Assert.Empty(batch.Tasks);
        Assert.Equal(0, _sut.Intake.SpawnCount);
    }

    [Fact]
    public async Task SpawnManyAsync_WhenInputsAreInvalid_ReportsThemAllAndSendsNothing()
    {
        var kind = new TaskKind<string, int>("text");
        var large = new string('x', SpawnLimits.MaximumPayloadBytes);
        var options = new SpawnOptions { Weight = double.NaN, Timeout = TimeSpan.Zero };

        var failure = await Assert.ThrowsAsync<InvalidSpawnException>(() =>
            _sut.Client.SpawnManyAsync(kind, ["fine", large, "fine", large], options, ScriptedClient.Cancel));

        Assert.Collection(
            failure.Problems,
            p => Assert.Contains("timeout", p, StringComparison.Ordinal),
            p => Assert.Contains("weight", p, StringComparison.Ordinal),
            p => Assert.StartsWith("Input 1 ", p, StringComparison.Ordinal),
            p => Assert.StartsWith("Input 3 ", p, StringComparison.Ordinal));
        Assert.Equal(0, _sut.Intake.SpawnCount);
    }

    [Fact]
    public async Task SpawnManyAsync_WhenVeryManyAreInvalid_ShowsTheFirstAndCountsTheRest()
    {
        var kind = new TaskKind<string, int>("text");
        var large = new string('x', SpawnLimits.MaximumPayloadBytes);

        var failure = await Assert.ThrowsAsync<InvalidSpawnException>(() =>
            _sut.Client.SpawnManyAsync(kind, Enumerable.Repeat(large, 25), cancellationToken: ScriptedClient.Cancel));

        Assert.Equal(21, failure.Problems.Count);
        Assert.Equal("There are 5 more problems.", failure.Problems[^1]);
    }

    [Fact]
    public async Task SpawnManyAsync_WhenThereAreTooMany_SaysHowManyAreAccepted()
    {
        using var sut = new ScriptedClient(o => o.MaximumTasksPerBatch = 3);

        var failure = await Assert.ThrowsAsync<InvalidSpawnException>(() => sut.SpawnManyAsync(4));

        Assert.Contains("more than 3 inputs", Assert.Single(failure.Problems), StringComparison.Ordinal);
    }
}
