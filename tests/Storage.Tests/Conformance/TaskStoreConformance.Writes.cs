namespace Spawner.Storage.Tests.Conformance;

/// <content>What an owner writes about its tasks.</content>
public abstract partial class TaskStoreConformance
{
    [Fact]
    public async Task Commit_WhenInsertedAndEndedAtOnce_KeepsTheOutcome()
    {
        var definition = Given.Task();

        var reply = await CommitAsync(new()
        {
            Inserts = [new(definition, true)],
            Endings = [new(definition.Unique, 1, TaskPhase.Succeeded, TimeSpan.FromSeconds(2), Given.Bytes("42"))],
        });

        Assert.Equal([true], reply.Endings);
        var task = await GetAsync(definition.Unique);
        Assert.Equal((TaskPhase.Succeeded, OwnerNumber.Nobody, "one", "42"), (task.Phase, task.Owner, task.SiloName, Given.Text(task.Result)));
        Assert.Equal(2, (task.EndedAt!.Value - task.StartedAt!.Value).TotalSeconds, 3);
    }

    [Fact]
    public async Task Commit_WhenStartedAndFailed_CountsAndTellsWhy()
    {
        var id = await InsertAsync();

        Assert.True(await StartAsync(id, 1));
        Assert.Equal(TaskPhase.Running, (await GetAsync(id)).Phase);
        Assert.NotNull((await GetAsync(id)).StartedAt);
        Assert.True(await EndAsync(id, 1, TaskPhase.Failed, Given.Failure()));

        var task = await GetAsync(id);
        Assert.Equal((TaskPhase.Failed, 1, Given.Failure()), (task.Phase, task.Failures, task.Failure));
    }

    [Theory]
    [InlineData(PutBackReason.Failed, 1, 0)]
    [InlineData(PutBackReason.Snoozed, 0, 0)]
    [InlineData(PutBackReason.Interrupted, 0, 1)]
    [InlineData(PutBackReason.NotStarted, 0, 0)]
    public async Task Commit_WhenPutBack_NobodyOwnsIt(object why, int failures, int interruptions)
    {
        var id = await InsertAsync();
        await StartAsync(id, 1);

        Assert.True(await PutBackAsync(id, 1, (PutBackReason)why, failure: Given.Failure()));

        var task = await GetAsync(id);
        Assert.Equal((TaskPhase.Queued, OwnerNumber.Nobody, 1, failures, interruptions), (task.Phase, task.Owner, task.Run, task.Failures, task.Interruptions));
        Assert.Equal(Given.Failure(), task.Failure);
        Assert.Null(task.StartedAt);
        Assert.Null(task.Silo);
    }

    [Fact]
    public async Task Commit_WhenPutBackForLater_IsScheduled()
    {
        var id = await InsertAsync();

        Assert.True(await PutBackAsync(id, 1, PutBackReason.Snoozed, TimeSpan.FromHours(1)));

        var task = await GetAsync(id);
        Assert.Equal(TaskPhase.Scheduled, task.Phase);
        Assert.Equal(60, (task.DueAt!.Value - task.SubmittedAt).TotalMinutes, 0);
    }

    [Fact]
    public async Task Commit_WhenHandedOver_OtherOwnsItAndTheFormerOneWritesNothing()
    {
        var id = await InsertAsync();

        var reply = await CommitAsync(new() { HandOvers = [new(id, 1, other.Number)] });

        Assert.Equal([true], reply.HandOvers);
        var task = await GetAsync(id);
        Assert.Equal((other.Number, 2, "two"), (task.Owner, task.Run, task.SiloName));
        Assert.False(await StartAsync(id, 1));
        Assert.False(await EndAsync(id, 2));
        Assert.Equal(TaskPhase.Queued, (await GetAsync(id)).Phase);
    }

    [Fact]
    public async Task Commit_WhenHandedToOwnerWithoutLease_OrStarted_IsRefused()
    {
        var id = await InsertAsync();
        var started = await InsertAsync();
        await StartAsync(started, 1);
        await Store.EndLeaseAsync(other.Number, Cancel);
        var third = await Store.RegisterAsync("silo-3", "three", Long, Cancel);

        var reply = await CommitAsync(new() { HandOvers = [new(id, 1, other.Number), new(started, 1, third.Number)] });

        Assert.Equal([false, false], reply.HandOvers);
        Assert.Equal((me.Number, 1), ((await GetAsync(id)).Owner, (await GetAsync(id)).Run));
    }

    [Fact]
    public async Task Commit_WhenRunOrOwnerIsStale_ChangesNothing()
    {
        var id = await InsertAsync();
        TaskWrites[] stale =
        [
            new() { Starts = [new(id, 2)] },
            new() { Endings = [new(id, 2, TaskPhase.Succeeded)] },
            new() { PutBacks = [new(id, 2, PutBackReason.Failed, default)] },
            new() { HandOvers = [new(id, 2, other.Number)] },
            new() { Notes = [new(id, 2, new() { Fraction = 0.5 }, Given.Bytes("c"), Given.Bytes("o"))] },
        ];
        TaskWrites[] foreign =
        [
            new() { Starts = [new(id, 1)] },
            new() { Endings = [new(id, 1, TaskPhase.Succeeded)] },
            new() { PutBacks = [new(id, 1, PutBackReason.Failed, default)] },
            new() { HandOvers = [new(id, 1, other.Number)] },
            new() { Notes = [new(id, 1, new() { Fraction = 0.5 }, Given.Bytes("c"), Given.Bytes("o"))] },
        ];
        var before = await GetAsync(id);

        var replies = new List<CommitReply>();
        foreach (var write in stale)
        {
            replies.Add(await CommitAsync(write));
        }

        foreach (var write in foreign)
        {
            replies.Add(await CommitAsync(write, other));
        }

        Assert.All(replies, reply => Assert.Equal([false], Answers(reply)));
        var after = await GetAsync(id);
        Assert.Equal((before.Phase, before.Owner, before.Run, before.Failures), (after.Phase, after.Owner, after.Run, after.Failures));
        Assert.Null(after.Progress);
        Assert.Null(after.Checkpoint);
        Assert.Equal(0, (await Store.ReadOutputAsync(id, 0, 100, Cancel)).Bytes.Length);
    }

    [Fact]
    public async Task Commit_WhenTaskHasEnded_ChangesNothing()
    {
        var id = await EndedAsync(TaskPhase.Succeeded);

        var reply = await CommitAsync(new() { Starts = [new(id, 1)] });
        var ending = await CommitAsync(new() { Endings = [new(id, 1, TaskPhase.Failed, Failure: Given.Failure())] });
        var putBack = await CommitAsync(new() { PutBacks = [new(id, 1, PutBackReason.Failed, default)] });
        var note = await CommitAsync(new() { Notes = [new(id, 1, Checkpoint: Given.Bytes("c"))] });

        Assert.All([reply, ending, putBack, note], one => Assert.Equal([false], Answers(one)));
        Assert.Equal((TaskPhase.Succeeded, 0), ((await GetAsync(id)).Phase, (await GetAsync(id)).Failures));
    }

    [Fact]
    public async Task Commit_WhenRepeated_SaysThatItStands()
    {
        Guid[] ids = [await InsertAsync(), await InsertAsync(), await InsertAsync(), await InsertAsync(), await InsertAsync()];
        TaskWrites writes = new()
        {
            Starts = [new(ids[0], 1)],
            Endings = [new(ids[1], 1, TaskPhase.Failed, Failure: Given.Failure())],
            PutBacks = [new(ids[2], 1, PutBackReason.Failed, TimeSpan.FromHours(1))],
            HandOvers = [new(ids[3], 1, other.Number)],
            Notes = [new(ids[4], 1, new() { Message = "half" }, Given.Bytes("c"), Given.Bytes("o"), 1)],
        };

        await CommitAsync(writes);
        var repeated = await CommitAsync(writes);

        Assert.All(Answers(repeated), Assert.True);
        Assert.Equal([0, 1, 1, 0, 0], (await Store.FindAsync(ids, Cancel)).Select(task => task!.Failures));
        Assert.Equal(2, (await GetAsync(ids[3])).Run);
        Assert.Equal("o", Given.Text((await Store.ReadOutputAsync(ids[4], 0, 100, Cancel)).Bytes));
    }

    [Fact]
    public async Task Commit_WhenNoted_KeepsWhatIsNotSaidAgain()
    {
        var id = await InsertAsync();

        await CommitAsync(new() { Notes = [new(id, 1, new() { Fraction = 0.25, Message = "quarter" }, Given.Bytes("c1"))] });
        await CommitAsync(new() { Notes = [new(id, 1, new() { Fraction = 0.5 })] });
        await CommitAsync(new() { Notes = [new(id, 1, null, Given.Bytes("c2"))] });

        var task = await GetAsync(id);
        Assert.Equal((0.5, null, "c2"), (task.Progress!.Fraction, task.Progress.Message, Given.Text(task.Checkpoint)));
    }

    [Fact]
    public async Task ReadOutput_WhenMuchWasWritten_KeepsTheLast()
    {
        var id = await InsertAsync();
        var piece = new byte[100 * 1024];
        for (var i = 1; i <= 5; i++)
        {
            Array.Fill(piece, (byte)i);
            await CommitAsync(new() { Notes = [new(id, 1, Output: piece.ToArray(), OutputNumber: i)] });
        }

        var all = await Store.ReadOutputAsync(id, 0, int.MaxValue, Cancel);
        var part = await Store.ReadOutputAsync(id, (500 * 1024) - 10, 4, Cancel);
        await EndAsync(id, 1);
        var ended = await Store.ReadOutputAsync(id, 0, int.MaxValue, Cancel);

        Assert.Equal((244 * 1024, 256 * 1024), ((int)all.From, all.Bytes.Length));
        Assert.Equal((3, 5), (all.Bytes.Span[0], all.Bytes.Span[^1]));
        Assert.Equal(((500 * 1024) - 10, 4), ((int)part.From, part.Bytes.Length));
        Assert.True(all.Bytes.Span.SequenceEqual(ended.Bytes.Span));
    }

    [Fact]
    public async Task ReadOutput_WhenOnePieceIsHuge_KeepsItsEnd()
    {
        var id = await InsertAsync();
        var piece = new byte[300 * 1024];
        piece[^1] = 7;

        await CommitAsync(new() { Notes = [new(id, 1, Output: piece)] });

        var all = await Store.ReadOutputAsync(id, 0, int.MaxValue, Cancel);
        Assert.Equal((44 * 1024, 256 * 1024, 7), ((int)all.From, all.Bytes.Length, all.Bytes.Span[^1]));
    }

    [Fact]
    public async Task Commit_WhenOneStatementFails_WritesNothing()
    {
        if (!Store.IsDurable)
        {
            return;
        }

        var id = await InsertAsync();
        var last = new Guid([.. Enumerable.Repeat((byte)255, 16)]);

        await Assert.ThrowsAnyAsync<Exception>(() => CommitAsync(new()
        {
            Inserts = [new(Given.Task(), true), new(Given.Task(unique: last) with { Kind = null! }, true)],
            Endings = [new(id, 1, TaskPhase.Succeeded)],
        }));

        Assert.Equal(TaskPhase.Queued, (await GetAsync(id)).Phase);
        Assert.Equal(1, (await Store.CountAsync(null, Cancel)).Values.Sum());
    }

    private static IEnumerable<bool> Answers(CommitReply reply) =>
        [.. reply.Starts, .. reply.Endings, .. reply.PutBacks, .. reply.HandOvers, .. reply.Notes];
}
