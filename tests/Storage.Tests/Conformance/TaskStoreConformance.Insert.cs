namespace Spawner.Storage.Tests.Conformance;

/// <content>New tasks.</content>
public abstract partial class TaskStoreConformance
{
    [Fact]
    public async Task Commit_WhenTaskIsNew_KeepsAllThatWasSaid()
    {
        var definition = Given.Task(key: "k", tags: new Dictionary<string, string> { ["a"] = "1", ["b"] = "\"quoted\"" });

        var id = await InsertAsync(definition);

        var task = await GetAsync(id);
        Assert.Equal((TaskPhase.Queued, 1, me.Number, "silo-1", "one"), (task.Phase, task.Run, task.Owner, task.Silo, task.SiloName));
        Assert.Equal(
            (definition.Namespace, definition.Submitter, definition.Kind, definition.Name, definition.Key),
            (task.Definition.Namespace, task.Definition.Submitter, task.Definition.Kind, task.Definition.Name, task.Definition.Key));
        Assert.Equal(definition.Tags, task.Definition.Tags);
        Assert.Equal("{}", Given.Text(task.Definition.Input));
        Assert.Equal("settings", Given.Text(task.Definition.Settings));
        Assert.Null(task.DueAt);
        Assert.Null(task.Result);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commit_WhenTaskIsKnown_InsertsItNoSecondTime(bool hasEnded)
    {
        var definition = Given.Task();
        await InsertAsync(definition);
        if (hasEnded)
        {
            Assert.True(await EndAsync(definition.Unique, 1));
        }

        var reply = await CommitAsync(new() { Inserts = [new(definition, IsOwned: true)] }, other);

        var insert = Assert.Single(reply.Inserts);
        Assert.Equal(InsertOutcome.Known, insert.Outcome);
        Assert.Equal(hasEnded ? TaskPhase.Succeeded : TaskPhase.Queued, insert.Existing!.Phase);
        Assert.Equal("silo-1", (await GetAsync(definition.Unique)).Silo);
        Assert.Equal(1, (await Store.CountAsync(null, Cancel)).Values.Sum());
    }

    [Fact]
    public async Task Commit_WhenSomeAreKnown_InsertsTheOthers()
    {
        var known = Given.Task();
        await InsertAsync(known);
        var ended = Given.Task();
        await EndedAsync(TaskPhase.Failed, ended);

        var reply = await CommitAsync(new() { Inserts = [new(Given.Task(), true), new(known, true), new(Given.Task(), true), new(ended, true)] });

        Assert.Equal(
            [InsertOutcome.Inserted, InsertOutcome.Known, InsertOutcome.Inserted, InsertOutcome.Known],
            reply.Inserts.Select(insert => insert.Outcome));
    }

    [Fact]
    public async Task Commit_WhenKeyIsTaken_IsRefusedUntilTheOtherHasEnded()
    {
        var first = await InsertAsync(Given.Task(key: "k"));
        var second = Given.Task(key: "k");

        var refused = Assert.Single((await CommitAsync(new() { Inserts = [new(second, true)] })).Inserts);
        await InsertAsync(Given.Task(key: "k", taskNamespace: "elsewhere"));
        await EndAsync(first, 1);

        Assert.Equal((InsertOutcome.KeyTaken, first), (refused.Outcome, refused.Existing!.Definition.Unique));
        await InsertAsync(second);
    }

    [Fact]
    public async Task Commit_WhenKeyIsReplaced_CancelsTheOneThatHasNotStarted()
    {
        var first = await InsertAsync(Given.Task(key: "k"));
        var second = Given.Task(key: "k");
        TaskWrites writes = new() { Inserts = [new(second, true, OnConflict: KeyConflict.Replace)] };

        var reply = Assert.Single((await CommitAsync(writes, other)).Inserts);
        var repeated = Assert.Single((await CommitAsync(writes, other)).Inserts);

        Assert.Equal((InsertOutcome.Inserted, first, "silo-1"), (reply.Outcome, reply.Existing!.Definition.Unique, reply.Existing.Silo));
        Assert.Equal(InsertOutcome.Known, repeated.Outcome);
        Assert.Equal(TaskPhase.Cancelled, (await GetAsync(first)).Phase);
        Assert.Equal(TaskPhase.Queued, (await GetAsync(second.Unique)).Phase);
        Assert.False(await StartAsync(first, 1));
    }

    [Fact]
    public async Task Commit_WhenKeyIsReplacedButTheOtherHasStarted_IsRefused()
    {
        var first = await InsertAsync(Given.Task(key: "k"));
        await StartAsync(first, 1);

        var reply = Assert.Single((await CommitAsync(new() { Inserts = [new(Given.Task(key: "k"), true, OnConflict: KeyConflict.Replace)] })).Inserts);

        Assert.Equal((InsertOutcome.KeyTaken, first), (reply.Outcome, reply.Existing!.Definition.Unique));
    }

    [Fact]
    public async Task Commit_WhenReplacingTaskIsKnownAndEnded_LeavesTheKeysHolderAlone()
    {
        var first = Given.Task(key: "k");
        await EndedAsync(TaskPhase.Succeeded, first);
        var holder = await InsertAsync(Given.Task(key: "k"));

        var reply = Assert.Single((await CommitAsync(new() { Inserts = [new(first, true, OnConflict: KeyConflict.Replace)] })).Inserts);

        Assert.Equal(InsertOutcome.Known, reply.Outcome);
        Assert.Equal(TaskPhase.Queued, (await GetAsync(holder)).Phase);
    }

    [Fact]
    public async Task Commit_WhenManyInsertTheSame_InsertsEachOnce()
    {
        TaskDefinition[] definitions = [.. Enumerable.Range(0, 40).Select(i => Given.Task(key: i % 2 == 0 ? $"k{i}" : null))];
        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => test.OpenAgainAsync()));

        var replies = await Task.WhenAll(stores.Select((store, i) => Task.Run(
            () => store.CommitAsync(me.Number, new() { Inserts = [.. (i % 2 == 0 ? definitions : definitions.Reverse()).Select(one => new TaskInsert(one, true))] }, Cancel),
            Cancel)));

        Assert.Equal(definitions.Length, replies.Sum(reply => reply.Inserts.Count(insert => insert.Outcome == InsertOutcome.Inserted)));
        Assert.Equal(3 * definitions.Length, replies.Sum(reply => reply.Inserts.Count(insert => insert.Outcome == InsertOutcome.Known)));
    }
}
