namespace Spawner.Storage.Tests.Conformance;

/// <content>Keys: who holds one, and for how long.</content>
public abstract partial class TaskStoreConformance
{
    [Theory]
    [InlineData(TaskPhase.Succeeded, false, false, false)]
    [InlineData(TaskPhase.Succeeded, true, false, true)]
    [InlineData(TaskPhase.Succeeded, false, true, false)]
    [InlineData(TaskPhase.Failed, false, true, true)]
    [InlineData(TaskPhase.Failed, true, false, false)]
    [InlineData(TaskPhase.Cancelled, false, true, true)]
    [InlineData(TaskPhase.TimedOut, true, true, true)]
    public async Task Commit_WhenHolderHasEnded_KeyIsHeldAsItSays(TaskPhase phase, bool keptWhenSucceeded, bool keptWhenFailed, bool isHeld)
    {
        var first = await EndedAsync(phase, WithKey(new("k", null, keptWhenSucceeded, keptWhenFailed)));

        var reply = await InsertWithKeyAsync(new("k"));

        Assert.Equal(isHeld ? InsertOutcome.KeyTaken : InsertOutcome.Inserted, reply.Outcome);
        Assert.Equal(isHeld ? first : null, reply.Existing?.Definition.Unique);
    }

    [Fact]
    public async Task Commit_WhenKeyIsKept_TellsAllThatWasSaid()
    {
        TaskKey key = new("k", TimeSpan.FromHours(36.5), KeptWhenSucceeded: true);
        var live = await InsertAsync(WithKey(key));
        var before = (await GetAsync(live)).Definition.Key;
        await EndAsync(live, 1);

        Assert.Equal([key, key], [before, (await GetAsync(live)).Definition.Key]);
        Assert.Equal(live, Assert.Single((await Store.ListAsync(new() { Keys = ["k"] }, Cancel)).Tasks).Definition.Unique);
    }

    [Fact]
    public async Task Commit_WhenPeriodIsOver_AnotherTakesTheKeyAndKeepsItWhenTheFirstEnds()
    {
        var first = await InsertAsync(WithKey(new("k", While)));
        Assert.Equal(InsertOutcome.KeyTaken, (await InsertWithKeyAsync(new("k"))).Outcome);
        await test.PassAsync(While + TimeSpan.FromMilliseconds(20));

        var second = WithKey(new("k"));
        await InsertAsync(second);
        await EndAsync(first, 1);
        var third = await InsertWithKeyAsync(new("k"));

        Assert.Equal(TaskPhase.Succeeded, (await GetAsync(first)).Phase);
        Assert.Equal((InsertOutcome.KeyTaken, second.Unique), (third.Outcome, third.Existing!.Definition.Unique));
        Assert.Equal(2, (await Store.ListAsync(new() { Keys = ["k"] }, Cancel)).Tasks.Length);
    }

    [Fact]
    public async Task Commit_WhenKeptForAPeriod_HoldsNoLonger()
    {
        await EndedAsync(TaskPhase.Succeeded, WithKey(new("k", While, KeptWhenSucceeded: true)));
        Assert.Equal(InsertOutcome.KeyTaken, (await InsertWithKeyAsync(new("k"))).Outcome);

        await test.PassAsync(While + TimeSpan.FromMilliseconds(20));

        Assert.Equal(InsertOutcome.Inserted, (await InsertWithKeyAsync(new("k"))).Outcome);
    }

    [Fact]
    public async Task Commit_WhenPeriodLasts_ItsEndReleasesTheKeyAllTheSame()
    {
        await EndedAsync(TaskPhase.Succeeded, WithKey(new("k", Long)));

        Assert.Equal(InsertOutcome.Inserted, (await InsertWithKeyAsync(new("k"))).Outcome);
    }

    [Fact]
    public async Task Commit_WhenEndedHolderIsReplaced_ItJustLosesTheKey()
    {
        var first = await EndedAsync(TaskPhase.Failed, WithKey(new("k", KeptWhenFailed: true)), Given.Failure());

        var reply = await InsertWithKeyAsync(new("k"), KeyConflict.Replace);
        var later = await InsertWithKeyAsync(new("k"));

        Assert.Equal((InsertOutcome.Inserted, null), (reply.Outcome, reply.Existing));
        Assert.Equal(TaskPhase.Failed, (await GetAsync(first)).Phase);
        Assert.Equal(InsertOutcome.KeyTaken, later.Outcome);
    }

    [Fact]
    public async Task Commit_WhenSeveralWithOneKeyAreInserted_TheFirstHoldsIt()
    {
        TaskDefinition[] definitions = [.. Enumerable.Range(0, 3).Select(_ => WithKey(new("k"))).OrderBy(one => one.Unique)];

        var reply = await CommitAsync(new() { Inserts = [.. definitions.Select(one => new TaskInsert(one, true, OnConflict: KeyConflict.Replace))] });

        Assert.Equal([InsertOutcome.Inserted, InsertOutcome.KeyTaken, InsertOutcome.KeyTaken], reply.Inserts.Select(insert => insert.Outcome));
        Assert.All(reply.Inserts[1..], insert => Assert.Equal(definitions[0].Unique, insert.Existing!.Definition.Unique));
    }

    [Fact]
    public async Task Commit_WhenKnownTaskLostItsKey_DoesNotTakeItAgain()
    {
        var first = WithKey(new("k", While, KeptWhenSucceeded: true));
        await EndedAsync(TaskPhase.Succeeded, first);
        await test.PassAsync(While + TimeSpan.FromMilliseconds(20));
        await EndedAsync(TaskPhase.Succeeded, WithKey(new("k")));

        var known = Assert.Single((await CommitAsync(new() { Inserts = [new(first, true, OnConflict: KeyConflict.Replace)] })).Inserts);

        Assert.Equal(InsertOutcome.Known, known.Outcome);
        await InsertAsync(WithKey(new("k")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Forget_WhenTaskHeldItsKey_TheKeyIsFree(bool isPruned)
    {
        var first = await EndedAsync(TaskPhase.Succeeded, WithKey(new("k", KeptWhenSucceeded: true)));
        Assert.Equal(InsertOutcome.KeyTaken, (await InsertWithKeyAsync(new("k"))).Outcome);

        await (isPruned ? (Task)Store.PruneAsync(new(TimeSpan.Zero, Long, Long), Cancel) : Store.DiscardAsync([first], Cancel));

        Assert.Null((await Store.FindAsync([first], Cancel))[0]);
        Assert.Equal(InsertOutcome.Inserted, (await InsertWithKeyAsync(new("k"))).Outcome);
    }

    [Fact]
    public async Task Forget_WhenAnotherHasTheKeyNow_LeavesItAlone()
    {
        var first = await EndedAsync(TaskPhase.Succeeded, WithKey(new("k")));
        var second = await InsertAsync(WithKey(new("k")));

        await Store.DiscardAsync([first], Cancel);

        Assert.Equal(second, (await InsertWithKeyAsync(new("k"))).Existing!.Definition.Unique);
    }

    [Fact]
    public async Task Prune_WhenPeriodsAreOver_TasksLiveOnWithoutTheirKeys()
    {
        var running = await InsertAsync(WithKey(new("k", While)));
        var holder = await InsertAsync(WithKey(new("m", Long)));
        await test.PassAsync(While + TimeSpan.FromMilliseconds(20));

        Assert.False(await Store.PruneAsync(new(Long, Long, Long), Cancel));

        Assert.Equal(TaskPhase.Queued, (await GetAsync(running)).Phase);
        Assert.Equal(InsertOutcome.Inserted, (await InsertWithKeyAsync(new("k"))).Outcome);
        Assert.Equal(holder, (await InsertWithKeyAsync(new("m"))).Existing!.Definition.Unique);
    }

    [Fact]
    public async Task Revive_WhenKeyIsFree_TakesItAgain()
    {
        var id = await EndedAsync(TaskPhase.Failed, WithKey(new("k")));
        await EndedAsync(TaskPhase.Succeeded, WithKey(new("k")));

        Assert.Equal(1, await Store.ReviveAsync([id], null, Cancel));

        Assert.Equal(id, (await InsertWithKeyAsync(new("k"))).Existing!.Definition.Unique);
    }

    [Fact]
    public async Task Revive_WhenSeveralHadTheKey_TheLastOneLivesAgain()
    {
        var first = await EndedAsync(TaskPhase.Failed, WithKey(new("k")));
        var second = await EndedAsync(TaskPhase.Failed, WithKey(new("k", KeptWhenFailed: true)));

        Assert.Equal(1, await Store.ReviveAsync([first, second], null, Cancel));

        Assert.Equal([TaskPhase.Failed, TaskPhase.Queued], (await Store.FindAsync([first, second], Cancel)).Select(task => task!.Phase));
    }

    [Fact]
    public async Task Commit_WhenManySilosInsertTheSameKeys_EachKeyHasOneTask()
    {
        const int Keys = 60;
        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => test.OpenAgainAsync()));
        TaskInsert[] Inserts(int silo) =>
        [
            .. Enumerable.Range(0, Keys).OrderBy(i => (i * 7 * (silo + 1)) % Keys).Select(i => new TaskInsert(WithKey(new($"k{i}")), true)),
        ];

        var replies = await Task.WhenAll(stores.Select((store, silo) => Task.Run(
            () => store.CommitAsync(silo % 2 == 0 ? me.Number : other.Number, new() { Inserts = Inserts(silo) }, Cancel), Cancel)));

        var all = replies.SelectMany(reply => reply.Inserts).ToArray();
        Assert.Equal(Keys, all.Count(insert => insert.Outcome == InsertOutcome.Inserted));
        Assert.All(all.Where(insert => insert.Outcome != InsertOutcome.Inserted), insert => Assert.Equal((InsertOutcome.KeyTaken, true), (insert.Outcome, insert.Existing is not null)));
        Assert.Equal(Keys, (await Store.CountAsync(null, Cancel)).Values.Sum());
    }

    private static TaskDefinition WithKey(TaskKey key) => Given.Task(uniqueKey: key);

    private async Task<InsertReply> InsertWithKeyAsync(TaskKey key, KeyConflict onConflict = KeyConflict.Refuse) =>
        Assert.Single((await CommitAsync(new() { Inserts = [new(WithKey(key), true, OnConflict: onConflict)] })).Inserts);
}
