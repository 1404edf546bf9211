namespace Spawner.Storage.Tests.Conformance;

/// <content>Leases, and tasks that change their owner.</content>
public abstract partial class TaskStoreConformance
{
    [Fact]
    public async Task Register_WhenLeaseLasts_KeepsTheNumber_WhenItHasEnded_GivesAnother()
    {
        var again = await Store.RegisterAsync("silo-1", "one", Long, Cancel);
        await LoseLeaseAsync(me);
        var later = await Store.RegisterAsync("silo-1", "one", Long, Cancel);

        Assert.Equal(me.Number, again.Number);
        Assert.True(later.Number.Value > other.Number.Value);
        Assert.InRange(later.LeaseLeft, Long - TimeSpan.FromSeconds(10), Long);
    }

    [Fact]
    public async Task Renew_WhenLeaseHasEnded_NeverComesBack()
    {
        Assert.True(await Store.RenewAsync(me.Number, Long, Cancel));
        await LoseLeaseAsync(me);

        Assert.False(await Store.RenewAsync(me.Number, Long, Cancel));
        Assert.False(await Store.RenewAsync(new(4711), Long, Cancel));
        await Assert.ThrowsAsync<LeaseLostException>(() => CommitAsync(new()));
    }

    [Fact]
    public async Task Commit_WhenLeaseHasEnded_WritesNothing()
    {
        var id = await InsertAsync();
        await LoseLeaseAsync(me);

        await Assert.ThrowsAsync<LeaseLostException>(() => EndAsync(id, 1));
        await Assert.ThrowsAsync<LeaseLostException>(() => CommitAsync(new() { Inserts = [new(Given.Task(), true)] }));
        await Assert.ThrowsAsync<LeaseLostException>(() => Store.ClaimAsync(me.Number, ["kind"], 10, Cancel));
        await Assert.ThrowsAsync<LeaseLostException>(() => Store.AdoptAsync(me.Number, other.Number, 10, Cancel));

        Assert.Equal(TaskPhase.Queued, (await GetAsync(id)).Phase);
        Assert.Equal(1, (await Store.CountAsync(null, Cancel)).Values.Sum());
    }

    [Fact]
    public async Task EndLease_WhenOwnerLeaves_ItsTasksMayBeAdoptedAtOnce()
    {
        var id = await InsertAsync();

        await Store.EndLeaseAsync(me.Number, Cancel);

        await Assert.ThrowsAsync<LeaseLostException>(() => EndAsync(id, 1));
        Assert.Single(await Store.AdoptAsync(other.Number, me.Number, 10, Cancel));
    }

    [Fact]
    public async Task ListOwners_WhenSomeHaveEnded_TellsThoseWithTasks()
    {
        var idle = await Store.RegisterAsync("silo-3", "three", Long, Cancel);
        await InsertAsync();
        await Store.EndLeaseAsync(idle.Number, Cancel);
        await Store.EndLeaseAsync(me.Number, Cancel);

        var before = await Store.ListOwnersAsync(Cancel);
        await Store.AdoptAsync(other.Number, me.Number, 10, Cancel);
        var after = await Store.ListOwnersAsync(Cancel);

        Assert.Equal([(me.Number, true), (other.Number, false)], before.OrderBy(owner => owner.Number.Value).Select(owner => (owner.Number, owner.HasEnded)));
        Assert.Equal([other.Number], after.Select(owner => owner.Number));
    }

    [Fact]
    public async Task Adopt_WhenLeaseLasts_TakesNothing()
    {
        await InsertAsync();

        Assert.Empty(await Store.AdoptAsync(other.Number, me.Number, 10, Cancel));
    }

    [Fact]
    public async Task Adopt_WhenLeaseHasEnded_RaisesRunLossesAndCrashes()
    {
        var queued = await InsertAsync();
        var running = await InsertAsync();
        var waiting = await InsertAsync(isOwned: false);
        await StartAsync(running, 1);
        await LoseLeaseAsync(me);

        var adopted = await Store.AdoptAsync(other.Number, me.Number, 10, Cancel);

        Assert.Equal([(queued, 0), (running, 1)], adopted.OrderBy(task => task.Crashes).Select(task => (task.Definition.Unique, task.Crashes)));
        Assert.All(adopted, task => Assert.Equal((TaskPhase.Queued, other.Number, "silo-2", 2, 1), (task.Phase, task.Owner, task.Silo, task.Run, task.Losses)));
        Assert.Equal("{}", Given.Text(adopted[0].Definition.Input));
        Assert.Equal(OwnerNumber.Nobody, (await GetAsync(waiting)).Owner);
        Assert.Equal(3, (await Store.CountAsync(null, Cancel))[TaskPhase.Queued]);
    }

    [Fact]
    public async Task Adopt_WhenTwoDoIt_NeverGetTheSame()
    {
        const int Count = 200;
        await CommitAsync(new() { Inserts = [.. Enumerable.Range(0, Count).Select(_ => new TaskInsert(Given.Task(), true))] });
        var third = await Store.RegisterAsync("silo-3", "three", Long, Cancel);
        await Store.EndLeaseAsync(me.Number, Cancel);
        var second = await test.OpenAgainAsync();

        async Task<List<Guid>> AdoptAllAsync(ITaskStore store, TaskOwner by)
        {
            var all = new List<Guid>();
            StoredTask[] some;
            do
            {
                some = await store.AdoptAsync(by.Number, me.Number, 7, Cancel);
                all.AddRange(some.Select(task => task.Definition.Unique));
            }
            while (some.Length > 0);
            return all;
        }

        var adopted = await Task.WhenAll(Task.Run(() => AdoptAllAsync(Store, other), Cancel), Task.Run(() => AdoptAllAsync(second, third), Cancel));

        Assert.Equal(Count, adopted.Sum(one => one.Count));
        Assert.Equal(Count, adopted.SelectMany(one => one).Distinct().Count());
    }

    [Fact]
    public async Task Claim_WhenSomeAreDue_TakesTheOnesDueFirst()
    {
        var first = await InsertAsync(isOwned: false);
        await test.PassAsync(TimeSpan.FromMilliseconds(20));
        var second = await InsertAsync(isOwned: false);
        await InsertAsync(isOwned: false, delay: TimeSpan.FromHours(1));
        await InsertAsync(Given.Task(kind: "unknown"), isOwned: false);

        var claimed = await Store.ClaimAsync(me.Number, ["kind", "other"], 1, Cancel);
        var rest = await Store.ClaimAsync(me.Number, ["kind", "kind"], 10, Cancel);

        Assert.Equal((first, 2, me.Number, "one"), claimed.Tasks.Select(task => (task.Definition.Unique, task.Run, task.Owner, task.SiloName)).Single());
        Assert.Equal(TimeSpan.Zero, claimed.NextDue);
        Assert.Equal(second, Assert.Single(rest.Tasks).Definition.Unique);
        Assert.InRange(rest.NextDue!.Value.TotalMinutes, 59, 60);
        Assert.Null((await Store.ClaimAsync(me.Number, ["none"], 10, Cancel)).NextDue);
    }

    [Fact]
    public async Task Claim_WhenDelayIsOver_QueuesIt()
    {
        var id = await InsertAsync(isOwned: false, delay: Short);
        Assert.Empty((await Store.ClaimAsync(me.Number, ["kind"], 10, Cancel)).Tasks);
        await test.PassAsync(Short + TimeSpan.FromMilliseconds(20));

        var task = Assert.Single((await Store.ClaimAsync(me.Number, ["kind"], 10, Cancel)).Tasks);

        Assert.Equal((id, TaskPhase.Queued), (task.Definition.Unique, task.Phase));
        Assert.NotNull(task.DueAt);
        Assert.Equal([KeyValuePair.Create(TaskPhase.Queued, 1L)], await Store.CountAsync(null, Cancel));
    }

    [Fact]
    public async Task Claim_WhenKindIsPaused_PassesOverIt()
    {
        await InsertAsync(isOwned: false);
        var free = await InsertAsync(Given.Task(kind: "free"), isOwned: false);
        await Store.SetPausedAsync("kind", true, Cancel);
        await Store.SetPausedAsync("kind", true, Cancel);

        Assert.Equal(["kind"], await Store.ListPausedAsync(Cancel));
        Assert.Equal(free, Assert.Single((await Store.ClaimAsync(me.Number, ["kind", "free"], 10, Cancel)).Tasks).Definition.Unique);
        await Store.SetPausedAsync("kind", false, Cancel);
        Assert.Single((await Store.ClaimAsync(me.Number, ["kind", "free"], 10, Cancel)).Tasks);
    }

    [Fact]
    public async Task Claim_WhenManyClaim_NeverGetTheSame()
    {
        const int Count = 200;
        await CommitAsync(new() { Inserts = [.. Enumerable.Range(0, Count).Select(i => new TaskInsert(Given.Task(kind: $"k{i % 3}"), false))] });
        var stores = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => test.OpenAgainAsync()));

        async Task<List<Guid>> ClaimAllAsync(ITaskStore store, TaskOwner by)
        {
            var all = new List<Guid>();
            ClaimReply reply;
            do
            {
                reply = await store.ClaimAsync(by.Number, ["k0", "k1", "k2"], 7, Cancel);
                all.AddRange(reply.Tasks.Select(task => task.Definition.Unique));
            }
            while (reply.NextDue is not null);
            return all;
        }

        var claimed = await Task.WhenAll(stores.Select((store, i) => Task.Run(() => ClaimAllAsync(store, i % 2 == 0 ? me : other), Cancel)));

        Assert.Equal(Count, claimed.Sum(one => one.Count));
        Assert.Equal(Count, claimed.SelectMany(one => one).Distinct().Count());
    }

    [Fact]
    public async Task ListOwned_WhenManyAreOwned_PagesInOrder()
    {
        Guid[] ids = [await InsertAsync(), await InsertAsync(), await InsertAsync()];
        await InsertAsync(isOwned: false);

        var first = await Store.ListOwnedAsync(me.Number, Guid.Empty, 2, Cancel);
        var second = await Store.ListOwnedAsync(me.Number, first[^1].Definition.Unique, 2, Cancel);

        Assert.Equal(ids.Order(), first.Concat(second).Select(task => task.Definition.Unique));
        Assert.Empty(await Store.ListOwnedAsync(OwnerNumber.Nobody, Guid.Empty, 2, Cancel));
    }

    [Fact]
    public async Task Adopt_WhenItRacesWithTheOwnersCommits_EitherWritesAndNeverBoth()
    {
        for (var round = 0; round < 10; round++)
        {
            var owner = await Store.RegisterAsync($"racer-{round}", "racer", Long, Cancel);
            TaskDefinition[] definitions = [.. Enumerable.Range(0, 50).Select(_ => Given.Task())];
            await Store.CommitAsync(owner.Number, new() { Inserts = [.. definitions.Select(one => new TaskInsert(one, true))] }, Cancel);
            var second = await test.OpenAgainAsync();

            var ended = Task.Run(async () =>
            {
                var count = 0;
                try
                {
                    foreach (var part in definitions.Chunk(5))
                    {
                        var reply = await Store.CommitAsync(owner.Number, new() { Endings = [.. part.Select(one => new TaskEnding(one.Unique, 1, TaskPhase.Succeeded))] }, Cancel);
                        count += reply.Endings.Count(written => written);
                    }
                }
                catch (LeaseLostException)
                {
                }

                return count;
            }, Cancel);
            var adopted = Task.Run(async () =>
            {
                await second.EndLeaseAsync(owner.Number, Cancel);
                return (await second.AdoptAsync(other.Number, owner.Number, 100, Cancel)).Length;
            }, Cancel);

            Assert.Equal(definitions.Length, await ended + await adopted);
        }
    }
}
