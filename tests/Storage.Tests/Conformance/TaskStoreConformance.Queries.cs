namespace Spawner.Storage.Tests.Conformance;

/// <content>What people and tools ask and do.</content>
public abstract partial class TaskStoreConformance
{
    [Fact]
    public async Task Find_WhenSomeAreUnknown_AnswersInOrder()
    {
        var live = await InsertAsync();
        var ended = await EndedAsync(TaskPhase.Succeeded);

        var found = await Store.FindAsync([ended, Guid.CreateVersion7(), live, Guid.NewGuid()], Cancel);

        Assert.Equal([TaskPhase.Succeeded, null, TaskPhase.Queued, null], found.Select(task => task?.Phase));
        Assert.Empty(await Store.FindAsync([], Cancel));
    }

    [Fact]
    public async Task Cancel_WhenAsked_EndsTheUnownedAndNotesTheWishForOthers()
    {
        var waiting = await InsertAsync(isOwned: false, delay: Long);
        var owned = await InsertAsync();
        var ended = await EndedAsync(TaskPhase.Succeeded);

        var after = await Store.CancelAsync([owned, Guid.CreateVersion7(), waiting, ended], Cancel);

        Assert.Equal([TaskPhase.Queued, null, TaskPhase.Cancelled, TaskPhase.Succeeded], after.Select(task => task?.Phase));
        Assert.Equal((true, me.Number, 1), (after[0]!.CancelRequested, after[0]!.Owner, after[0]!.Run));
        Assert.NotNull(after[2]!.EndedAt);
        Assert.Equal(1, (await Store.CountAsync(null, Cancel))[TaskPhase.Cancelled]);
    }

    [Fact]
    public async Task Cancel_WhenTheOwnerThenPutsItBack_EndsIt()
    {
        var id = await InsertAsync();
        await Store.CancelAsync([id], Cancel);

        Assert.True(await PutBackAsync(id, 1));

        Assert.Equal((TaskPhase.Cancelled, 1), ((await GetAsync(id)).Phase, (await GetAsync(id)).Interruptions));
        Assert.True(await PutBackAsync(id, 1));
    }

    [Fact]
    public async Task Cancel_WhenItRacesWithClaims_EachIsEitherCancelledOrWished()
    {
        TaskDefinition[] definitions = [.. Enumerable.Range(0, 100).Select(_ => Given.Task())];
        await CommitAsync(new() { Inserts = [.. definitions.Select(one => new TaskInsert(one, false))] });
        var second = await test.OpenAgainAsync();

        var cancels = Task.Run(() => Store.CancelAsync([.. definitions.Select(one => one.Unique)], Cancel), Cancel);
        var claims = Task.Run(() => second.ClaimAsync(other.Number, ["kind"], 50, Cancel), Cancel);
        await Task.WhenAll(cancels, claims);

        Assert.All(
            await Store.FindAsync([.. definitions.Select(one => one.Unique)], Cancel),
            task => Assert.True(task!.CancelRequested && (task.Phase == TaskPhase.Cancelled || task.Owner == other.Number)));
    }

    [Fact]
    public async Task Revive_WhenFailed_LivesAgainFromZero()
    {
        var id = await InsertAsync();
        await StartAsync(id, 1);
        await CommitAsync(new() { Notes = [new(id, 1, new() { Fraction = 1 }, Given.Bytes("c"), Given.Bytes("out"))] });
        await EndAsync(id, 1, TaskPhase.TimedOut, Given.Failure());
        var succeeded = await EndedAsync(TaskPhase.Succeeded);
        var live = await InsertAsync();

        Assert.Equal(1, await Store.ReviveAsync([id, succeeded, live, Guid.CreateVersion7()], null, Cancel));
        Assert.Equal(0, await Store.ReviveAsync([id], null, Cancel));

        var task = await GetAsync(id);
        Assert.Equal((TaskPhase.Queued, OwnerNumber.Nobody, 2, 0, false), (task.Phase, task.Owner, task.Run, task.Failures, task.CancelRequested));
        Assert.Equal(("c", "{}"), (Given.Text(task.Checkpoint), Given.Text(task.Definition.Input)));
        Assert.Null(task.Progress);
        Assert.Null(task.EndedAt);
        Assert.Equal("out", Given.Text((await Store.ReadOutputAsync(id, 0, 10, Cancel)).Bytes));
        Assert.Equal(id, Assert.Single((await Store.ClaimAsync(me.Number, ["kind"], 10, Cancel)).Tasks).Definition.Unique);
        Assert.False(await EndAsync(id, 1));
        Assert.True(await EndAsync(id, 3));
    }

    [Fact]
    public async Task Revive_WhenGivenAnotherInput_DropsTheCheckpoint()
    {
        var id = await InsertAsync();
        await CommitAsync(new() { Notes = [new(id, 1, Checkpoint: Given.Bytes("c"))] });
        await EndAsync(id, 1, TaskPhase.Failed, Given.Failure());

        await Store.ReviveAsync([id], Given.Bytes("[1]"), Cancel);

        Assert.Equal("[1]", Given.Text((await GetAsync(id)).Definition.Input));
        Assert.Null((await GetAsync(id)).Checkpoint);
    }

    [Fact]
    public async Task Revive_WhenLongAfterItsSubmission_ItsAgeBeginsAnew()
    {
        var id = await EndedAsync(TaskPhase.Failed, failure: Given.Failure());
        await test.PassAsync(While + TimeSpan.FromMilliseconds(20));

        await Store.ReviveAsync([id], null, Cancel);

        var claimed = Assert.Single((await Store.ClaimAsync(me.Number, ["kind"], 10, Cancel)).Tasks);
        Assert.InRange(claimed.Age, TimeSpan.Zero, While - TimeSpan.FromMilliseconds(1));
        Assert.True(claimed.RevivedAt - claimed.SubmittedAt >= While);
        await EndAsync(id, 3);
        Assert.Null((await GetAsync(id)).RevivedAt);
    }

    [Fact]
    public async Task Revive_WhenItsKeyIsTaken_LeavesItEnded()
    {
        var id = await EndedAsync(TaskPhase.Failed, Given.Task(key: "k"));
        await InsertAsync(Given.Task(key: "k"));

        Assert.Equal(0, await Store.ReviveAsync([id], null, Cancel));
        Assert.Equal(TaskPhase.Failed, (await GetAsync(id)).Phase);
    }

    [Fact]
    public async Task Discard_WhenEnded_ForgetsItAndItsOutput()
    {
        var id = await InsertAsync();
        await CommitAsync(new() { Notes = [new(id, 1, Output: Given.Bytes("out"))] });
        var live = await InsertAsync();
        await EndAsync(id, 1);

        Assert.Equal(1, await Store.DiscardAsync([id, live], Cancel));

        Assert.Equal([null, TaskPhase.Queued], (await Store.FindAsync([id, live], Cancel)).Select(task => task?.Phase));
        Assert.Equal(0, (await Store.ReadOutputAsync(id, 0, 10, Cancel)).Bytes.Length);
        Assert.Equal([KeyValuePair.Create(TaskPhase.Queued, 1L)], await Store.CountAsync(null, Cancel));
    }

    [Fact]
    public async Task Prune_WhenTimeIsOver_ForgetsThatClassOnly()
    {
        var succeeded = await EndedAsync(TaskPhase.Succeeded);
        var failed = await EndedAsync(TaskPhase.Failed, failure: Given.Failure());
        var cancelled = await EndedAsync(TaskPhase.Cancelled);
        var live = await InsertAsync();
        await test.PassAsync(TimeSpan.FromMilliseconds(50));

        Assert.False(await Store.PruneAsync(new(TimeSpan.FromMilliseconds(10), Long, Long), Cancel));
        var first = await Store.FindAsync([succeeded, failed, cancelled, live], Cancel);
        Assert.False(await Store.PruneAsync(new(Long, TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(10)), Cancel));
        var second = await Store.FindAsync([succeeded, failed, cancelled, live], Cancel);

        Assert.Equal([null, TaskPhase.Failed, TaskPhase.Cancelled, TaskPhase.Queued], first.Select(task => task?.Phase));
        Assert.Equal([null, null, null, TaskPhase.Queued], second.Select(task => task?.Phase));
        Assert.Equal([KeyValuePair.Create(TaskPhase.Queued, 1L)], await Store.CountAsync(null, Cancel));
    }

    [Fact]
    public async Task Count_WhenNamespacesDiffer_CountsEach()
    {
        await InsertAsync(Given.Task(taskNamespace: "a"));
        await InsertAsync(Given.Task(taskNamespace: "a"), isOwned: false, delay: Long);
        await EndedAsync(TaskPhase.Failed, Given.Task(taskNamespace: "b"), Given.Failure());

        Assert.Equal(
            [(TaskPhase.Scheduled, 1), (TaskPhase.Queued, 1)],
            (await Store.CountAsync("a", Cancel)).OrderBy(count => count.Key).Select(count => (count.Key, (int)count.Value)));
        Assert.Equal(3, (await Store.CountAsync(null, Cancel)).Values.Sum());
        Assert.Empty(await Store.CountAsync("c", Cancel));
    }

    [Fact]
    public async Task List_WhenFiltered_TellsThoseThatMatch()
    {
        var queued = await InsertAsync(Given.Task(kind: "a", key: "k", tags: new Dictionary<string, string> { ["t"] = "1", ["u"] = "2" }));
        var failed = await EndedAsync(TaskPhase.Failed, Given.Task(kind: "b", tags: new Dictionary<string, string> { ["t"] = "1" }), Given.Failure("Some.Timeout", "100% of_it"));
        var waiting = await InsertAsync(Given.Task(kind: "a", taskNamespace: "n"), isOwned: false);
        var running = await InsertAsync(Given.Task(kind: "c"));
        await StartAsync(running, 1);

        async Task MatchesAsync(TaskQuery query, params Guid[] expected) =>
            Assert.Equal(expected.Order().Reverse(), (await Store.ListAsync(query, Cancel)).Tasks.Select(task => task.Definition.Unique));

        await MatchesAsync(new(), queued, failed, waiting, running);
        await MatchesAsync(new() { Kind = "a" }, queued, waiting);
        await MatchesAsync(new() { Namespace = "n" }, waiting);
        await MatchesAsync(new() { Phases = [TaskPhase.Queued, TaskPhase.Failed] }, queued, failed, waiting);
        await MatchesAsync(new() { Phases = [TaskPhase.Running] }, running);
        await MatchesAsync(new() { Phases = [] });
        await MatchesAsync(new() { SiloName = "one" }, queued, failed, running);
        await MatchesAsync(new() { SiloName = "none" });
        await MatchesAsync(new() { Tags = new Dictionary<string, string> { ["t"] = "1" } }, queued, failed);
        await MatchesAsync(new() { Tags = new Dictionary<string, string> { ["t"] = "1", ["u"] = "2" } }, queued);
        await MatchesAsync(new() { Tags = new Dictionary<string, string> { ["t"] = "2" } });
        await MatchesAsync(new() { Keys = ["k"] }, queued);
        await MatchesAsync(new() { Keys = ["j", "k"], Kind = "a" }, queued);
        await MatchesAsync(new() { Keys = ["j"] });
        await MatchesAsync(new() { FailureText = "0% OF_" }, failed);
        await MatchesAsync(new() { FailureText = "some.t" }, failed);
        await MatchesAsync(new() { FailureText = "0%x" });
        await MatchesAsync(new() { Kind = "b", Phases = [TaskPhase.Failed], SiloName = "one", FailureText = "time" }, failed);
        var at = (await GetAsync(waiting)).SubmittedAt;
        await MatchesAsync(new() { SubmittedFrom = at.AddDays(1) });
        await MatchesAsync(new() { SubmittedTo = at.AddDays(-1) });
        var page = await Store.ListAsync(new() { Kind = "b" }, Cancel);
        Assert.Null(page.Next);
        Assert.Equal((0, null), (page.Tasks[0].Definition.Input.Length, page.Tasks[0].Result));
        Assert.Equal(("one", "Some.Timeout"), (page.Tasks[0].SiloName, page.Tasks[0].Failure!.Type));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task List_ByTime_TellsTasksWhoseIdempotencyKeysTellNoTime(bool oldestFirst)
    {
        var named = await InsertAsync(Given.Task() with { Unique = new("9f000000-0000-8000-8000-000000000042") });
        var ended = await EndedAsync(TaskPhase.Succeeded, Given.Task() with { Unique = new("9e000000-0000-8000-8000-000000000043") });
        var timed = await InsertAsync();
        var at = (await GetAsync(timed)).SubmittedAt;

        async Task MatchesAsync(TaskQuery query, params Guid[] expected) => Assert.Equal(
            oldestFirst ? expected.Order() : expected.OrderDescending(),
            (await Store.ListAsync(query with { OldestFirst = oldestFirst }, Cancel)).Tasks.Select(task => task.Definition.Unique));

        await MatchesAsync(new() { SubmittedFrom = at.AddHours(-1), SubmittedTo = at.AddHours(1) }, named, ended, timed);
        await MatchesAsync(new() { SubmittedFrom = at.AddDays(1) });
        await MatchesAsync(new() { SubmittedTo = at.AddDays(-1) });
        await MatchesAsync(new() { SubmittedFrom = at.AddDays(-1), PageSize = 1 }, oldestFirst ? timed : named);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task List_WhenTasksComeAndEndMeanwhile_PagesTellEachOnce(bool oldestFirst)
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 25; i++)
        {
            ids.Add(i % 3 == 0 ? await EndedAsync(TaskPhase.Succeeded) : await InsertAsync());
        }

        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await Store.ListAsync(new() { PageSize = 10, OldestFirst = oldestFirst, Cursor = cursor }, Cancel);
            seen.AddRange(page.Tasks.Select(task => task.Definition.Unique));
            cursor = page.Next;
            await InsertAsync();
            await EndAsync(ids[13], 1);
        }
        while (cursor is not null);

        Assert.Equal(seen.Distinct(), seen);
        Assert.Equal(oldestFirst ? seen.Order() : seen.OrderDescending(), seen);
        Assert.Empty(ids.Except(seen));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.ListAsync(new() { Cursor = "?" }, Cancel));
    }
}
