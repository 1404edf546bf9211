using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.TestingHost;
using Spawner.Client;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Tests.Cluster;

/// <summary>Keys of tasks, and spawns that their callers have named, through several silos that share a store.</summary>
public sealed class UniqueKeyTests : DurableTests
{
    private readonly string _name = Guid.NewGuid().ToString("N");

    private Script Script => ScriptedTasks.Of(_name);

    [Fact]
    public async Task SpawnAsync_WithAKeyThatIsTaken_ReturnsTheTaskThatHasIt()
    {
        await using var cluster = await StartAsync(silos: 3);
        var client = ClientOf(cluster);
        var first = await client.SpawnAsync(ScriptedTasks.Gate, _name, Keyed("k"), Cancel);

        var second = await client.SpawnAsync(ScriptedTasks.Gate, _name, Keyed("k"), Cancel);
        Script.Open();

        Assert.Equal(first.Id, second.Id);
        Assert.Equal("opened", await second.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
        Assert.Single(Script.Contexts);
    }

    [Fact]
    [Trait("Peer", "Oban: two of the same unique job are inserted at once")]
    public async Task SpawnAsync_ByManyAtOnceWithOneKey_SpawnsOneTask()
    {
        await using var cluster = await StartAsync(silos: 3);
        var client = ClientOf(cluster);

        var handles = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.SpawnAsync(ScriptedTasks.Gate, _name, Keyed("k"), Cancel)));
        Script.Open();
        await Task.WhenAll(handles.Select(handle => handle.GetResultAsync(Cancel))).WaitAsync(Limit, Cancel);

        Assert.Single(handles.Select(handle => handle.Id).Distinct());
        Assert.Single(Script.Contexts);
    }

    [Fact]
    public async Task SpawnAsync_WithATakenKeyToBeRejected_Throws_AndAfterTheEndDoesNot()
    {
        await using var cluster = await StartAsync(silos: 3);
        var client = ClientOf(cluster);
        var options = Keyed("k", KeyConflictAction.Reject);
        var first = await client.SpawnAsync(ScriptedTasks.Gate, _name, options, Cancel);

        var taken = await Assert.ThrowsAsync<KeyTakenException>(() => client.SpawnAsync(ScriptedTasks.Gate, _name, options, Cancel));
        Assert.Equal(first.Id, taken.Existing);
        Script.Open();
        await first.GetResultAsync(Cancel).WaitAsync(Limit, Cancel);

        var next = await client.SpawnAsync(ScriptedTasks.Gate, _name, options, Cancel);
        Assert.NotEqual(first.Id.Unique, next.Id.Unique);
        Assert.Equal("opened", await next.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
    }

    [Fact]
    public async Task SpawnAsync_ToReplaceAWaitingTask_CancelsThat_AndWhoeverWaitsHearsIt()
    {
        await using var cluster = await StartAsync(silos: 1, slots: 1);
        var client = ClientOf(cluster);
        await client.SpawnAsync(ScriptedTasks.Gate, _name, cancellationToken: Cancel);
        await Script.StartedAsync();
        var first = await client.SpawnAsync(ScriptedTasks.Echo, "first", Keyed("k", KeyConflictAction.Replace), Cancel);
        var scheduled = await client.SpawnAsync(ScriptedTasks.Echo, "later", Keyed("s") with { StartAfter = TimeSpan.FromDays(1) }, Cancel);

        var second = await client.SpawnAsync(ScriptedTasks.Echo, "second", Keyed("k", KeyConflictAction.Replace), Cancel);
        var sooner = await client.SpawnAsync(ScriptedTasks.Echo, "sooner", Keyed("s", KeyConflictAction.Replace), Cancel);

        Assert.Equal(TaskPhase.Cancelled, (await first.GetOutcomeAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(5), Cancel)).Phase);
        Assert.Equal(TaskPhase.Cancelled, (await scheduled.GetOutcomeAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(5), Cancel)).Phase);
        Script.Open();
        Assert.Equal("second", await second.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
        Assert.Equal("sooner", await sooner.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
    }

    [Fact]
    public async Task SpawnAsync_WhenWhoeverHadTheKeyHasJustGone_IsTriedAgain_AndNotAcknowledgedUnwritten()
    {
        await using var cluster = await StartAsync(silos: 3);
        Store.LetHoldersVanish();

        var task = await ClientOf(cluster).SpawnAsync(ScriptedTasks.Echo, "spawned", Keyed("k"), Cancel);

        Assert.Equal("spawned", await task.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
        Assert.NotNull((await Store.FindAsync([task.Id.Unique], Cancel))[0]);
    }

    [Fact]
    public async Task SpawnAsync_WithTheSameIdempotencyKey_IsTheSameTask_AlsoAfterItsEnd()
    {
        await using var cluster = await StartAsync(silos: 3);
        var client = ClientOf(cluster);
        var options = new SpawnOptions { Durable = true, IdempotencyKey = "order 17" };

        var first = await client.SpawnAsync(ScriptedTasks.Plan, _name, options, Cancel);
        Assert.Equal("done", await first.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
        var again = await client.SpawnAsync(ScriptedTasks.Plan, _name, options, Cancel);

        Assert.Equal(first.Id.Unique, again.Id.Unique);
        Assert.Equal("done", await again.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
        Assert.Single(Script.Contexts);
    }

    [Theory]
    [InlineData(KeyHolding.UntilEnd, TaskPhase.Succeeded, false)]
    [InlineData(KeyHolding.UntilFailure, TaskPhase.Succeeded, true)]
    [InlineData(KeyHolding.UntilFailure, TaskPhase.Failed, false)]
    [InlineData(KeyHolding.BeyondEnd, TaskPhase.Failed, true)]
    public async Task SpawnAsync_AfterTheEndOfWhoeverHadTheKey_ReturnsThatIfItHoldsItStill(KeyHolding holding, TaskPhase end, bool isHeld)
    {
        await using var cluster = await StartAsync(silos: 3);
        var client = ClientOf(cluster);
        var options = new SpawnOptions { Durable = true, Key = new UniqueKey("k") { Holding = holding } };
        Script.Plan = (_, _) => end == TaskPhase.Failed && Script.Contexts.Count == 1 ? throw new InvalidOperationException("fails") : Task.FromResult("done");
        var first = await client.SpawnAsync(ScriptedTasks.Plan, _name, options, Cancel);
        Assert.Equal(end, (await first.GetOutcomeAsync(Cancel).WaitAsync(Limit, Cancel)).Phase);

        var second = await client.SpawnAsync(ScriptedTasks.Plan, _name, options, Cancel);

        Assert.Equal(isHeld, first.Id.Unique == second.Id.Unique);
        Assert.Equal(isHeld ? end : TaskPhase.Succeeded, (await second.GetOutcomeAsync(Cancel).WaitAsync(Limit, Cancel)).Phase);
        Assert.Equal(isHeld ? 1 : 2, Script.Contexts.Count);
    }

    [Fact]
    public async Task SpawnAsync_WhenThePeriodOfTheKeyIsOver_SpawnsAnother_WhileTheFirstGoesOn()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var store = new MemoryTaskStore(clock);
        await using var cluster = await StartAsync(silos: 3, services: services => services.AddSingleton<ITaskStore>(store));
        var client = ClientOf(cluster);
        var options = new SpawnOptions { Durable = true, Key = new UniqueKey("k") { Period = TimeSpan.FromSeconds(1), Holding = KeyHolding.BeyondEnd } };
        var first = await client.SpawnAsync(ScriptedTasks.Gate, _name, options, Cancel);
        clock.Advance(TimeSpan.FromMilliseconds(900));
        var within = await client.SpawnAsync(ScriptedTasks.Gate, _name, options, Cancel);
        clock.Advance(TimeSpan.FromMilliseconds(100));

        var after = await client.SpawnAsync(ScriptedTasks.Gate, _name, options, Cancel);

        Assert.Equal(first.Id.Unique, within.Id.Unique);
        Assert.NotEqual(first.Id.Unique, after.Id.Unique);
        Script.Open();
        Assert.Equal(["opened", "opened"], await Task.WhenAll(first.GetResultAsync(Cancel), after.GetResultAsync(Cancel)).WaitAsync(Limit, Cancel));
    }

    [Fact]
    public async Task SpawnEachAsync_WithGoodBadAndTakenItems_ReportsOnEach()
    {
        await using var cluster = await StartAsync(silos: 3);
        var client = ClientOf(cluster);
        var holder = await client.SpawnAsync(ScriptedTasks.Gate, _name, Keyed("taken"), Cancel);

        var reports = await client.SpawnEachAsync(
            ScriptedTasks.Gate,
            [
                new SpawnItem<string>(_name),
                new SpawnItem<string>(_name) { Key = new UniqueKey("taken") },
                new SpawnItem<string>(_name) { Key = new UniqueKey("taken") { OnConflict = KeyConflictAction.Reject } },
                new SpawnItem<string>(new string('x', SpawnLimits.MaximumPayloadBytes)),
                new SpawnItem<string>(_name) { IdempotencyKey = "" },
            ],
            new SpawnOptions { Durable = true },
            Cancel);

        Script.Open();
        Assert.Equal("opened", await reports[0].Task!.GetResultAsync(Cancel).WaitAsync(Limit, Cancel));
        Assert.Equal((holder.Id, true), (reports[1].Task!.Id, reports[1].IsExisting));
        Assert.IsType<KeyTakenException>(reports[2].Problem);
        Assert.All(reports.Skip(3), report => Assert.IsType<InvalidSpawnException>(report.Problem));
    }

    [Fact]
    public async Task SpawnAsync_OfAVolatileTaskWithAKey_IsNotAccepted()
    {
        await using var cluster = await StartAsync(silos: 1);

        var refused = await Assert.ThrowsAsync<InvalidSpawnException>(
            () => ClientOf(cluster).SpawnAsync(ScriptedTasks.Echo, "x", new SpawnOptions { Key = new UniqueKey("k") }, Cancel));

        Assert.Contains("Durable = true", refused.Message, StringComparison.Ordinal);
    }

    private static SpawnOptions Keyed(string key, KeyConflictAction onConflict = KeyConflictAction.ReturnExisting) =>
        new() { Durable = true, Key = new UniqueKey(key) { OnConflict = onConflict } };
}
