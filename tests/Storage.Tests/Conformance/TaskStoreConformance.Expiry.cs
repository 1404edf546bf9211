namespace Spawner.Storage.Tests.Conformance;

/// <content>Tasks that nobody owns when one of their deadlines is over.</content>
public abstract partial class TaskStoreConformance
{
    [Fact]
    public async Task Claim_WhenExpired_TakesItWhateverItsKindPauseOrDueTime()
    {
        var unknown = await InsertExpiringAsync("unknown", While);
        var paused = await InsertExpiringAsync("paused", While);
        var scheduled = await InsertExpiringAsync("kind", While, delay: Long);
        var later = await InsertExpiringAsync("unknown", Long);
        await Store.SetPausedAsync("paused", true, Cancel);
        var before = await Store.ClaimAsync(me.Number, ["kind", "paused"], 10, Cancel);
        await test.PassAsync(While + TimeSpan.FromMilliseconds(20));

        var claimed = await Store.ClaimAsync(me.Number, ["kind", "paused"], 10, Cancel);

        Assert.Equal((0, 0), (before.Tasks.Length, before.Expired.Length));
        Assert.InRange(before.NextDue!.Value, TimeSpan.Zero, While);
        Assert.Empty(claimed.Tasks);
        Assert.Equal(new[] { unknown, paused, scheduled }.Order(), claimed.Expired.Select(task => task.Definition.Unique).Order());
        Assert.All(claimed.Expired, task => Assert.Equal((TaskPhase.Queued, me.Number, 2, "one"), (task.Phase, task.Owner, task.Run, task.SiloName)));
        Assert.All(claimed.Expired, task => Assert.NotNull(task.ExpiresAt));
        Assert.InRange(claimed.NextDue!.Value, Long / 2, Long);
        Assert.Equal(OwnerNumber.Nobody, (await GetAsync(later)).Owner);
        Assert.Equal([KeyValuePair.Create(TaskPhase.Queued, 4L)], await Store.CountAsync(null, Cancel));
    }

    [Fact]
    public async Task Claim_WhenManyAreExpired_TakesSomeAndSaysThatThereAreMore()
    {
        for (var i = 0; i < 3; i++)
        {
            await InsertExpiringAsync("kind", TimeSpan.Zero);
        }

        var first = await Store.ClaimAsync(me.Number, ["kind"], 2, Cancel);
        var second = await Store.ClaimAsync(me.Number, ["kind"], 2, Cancel);

        Assert.Equal((0, 2, TimeSpan.Zero), (first.Tasks.Length, first.Expired.Length, first.NextDue));
        Assert.Equal((0, 1, null), (second.Tasks.Length, second.Expired.Length, second.NextDue));
    }

    [Fact]
    public async Task Claim_WhenDueBeforeItExpires_TakesItAsDue()
    {
        var id = await InsertExpiringAsync("kind", Long);

        var claimed = await Store.ClaimAsync(me.Number, ["kind"], 10, Cancel);

        Assert.Equal(id, Assert.Single(claimed.Tasks).Definition.Unique);
        Assert.Empty(claimed.Expired);
        Assert.Null(claimed.NextDue);
    }

    [Fact]
    public async Task Commit_WhenPutBackWithAnExpiry_ReplacesTheOneBefore()
    {
        var limited = await InsertAsync();
        var free = await InsertExpiringAsync("kind", While);
        await Store.ClaimAsync(me.Number, ["kind"], 10, Cancel);
        await CommitAsync(new()
        {
            PutBacks = [new(limited, 1, PutBackReason.Failed, Long, Expiry: While), new(free, 2, PutBackReason.Failed, Long)],
        });
        await test.PassAsync(While + TimeSpan.FromMilliseconds(20));

        var claimed = await Store.ClaimAsync(other.Number, [], 10, Cancel);

        Assert.Equal((limited, 2, 1), claimed.Expired.Select(task => (task.Definition.Unique, task.Run, task.Failures)).Single());
        Assert.Null((await GetAsync(free)).ExpiresAt);
    }

    [Fact]
    public async Task Claim_WhenOwnedOrEnded_NothingExpires()
    {
        var owned = Given.Task();
        await CommitAsync(new() { Inserts = [new(owned, IsOwned: true, Expiry: TimeSpan.Zero)] });
        var cancelled = await InsertExpiringAsync("kind", TimeSpan.Zero);
        await Store.CancelAsync([cancelled], Cancel);
        var revived = await InsertExpiringAsync("kind", TimeSpan.Zero);
        await Store.CancelAsync([revived], Cancel);
        await Store.ReviveAsync([revived], null, Cancel);

        var claimed = await Store.ClaimAsync(other.Number, ["none"], 10, Cancel);

        Assert.Empty(claimed.Expired);
        Assert.Null(claimed.NextDue);
        Assert.All(await Store.FindAsync([owned.Unique, cancelled, revived], Cancel), task => Assert.Null(task!.ExpiresAt));
    }

    private async Task<Guid> InsertExpiringAsync(string kind, TimeSpan expiry, TimeSpan? delay = null)
    {
        var definition = Given.Task(kind: kind);
        await CommitAsync(new() { Inserts = [new(definition, IsOwned: false, delay, Expiry: expiry)] });
        return definition.Unique;
    }
}
