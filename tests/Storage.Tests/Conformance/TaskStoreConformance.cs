namespace Spawner.Storage.Tests.Conformance;

/// <summary>What every store must do, asked of each.</summary>
public abstract partial class TaskStoreConformance : IAsyncLifetime
{
    // Longer than any test takes.
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(400);

    // Long enough to do something before it is over.
    private static readonly TimeSpan While = TimeSpan.FromSeconds(1.5);

    private StoreUnderTest test = null!;
    private TaskOwner me = null!;
    private TaskOwner other = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ITaskStore Store => test.Store;

    public async ValueTask InitializeAsync()
    {
        test = await CreateAsync();
        me = await Store.RegisterAsync("silo-1", "one", Long, Cancel);
        other = await Store.RegisterAsync("silo-2", "two", Long, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await test.DisposeAsync();
    }

    private protected abstract Task<StoreUnderTest> CreateAsync();

    private async Task<Guid> InsertAsync(TaskDefinition? definition = null, bool isOwned = true, TimeSpan? delay = null)
    {
        definition ??= Given.Task();
        var reply = await CommitAsync(new() { Inserts = [new(definition, isOwned, delay)] });
        Assert.Equal(InsertOutcome.Inserted, Assert.Single(reply.Inserts).Outcome);
        return definition.Unique;
    }

    private async Task<Guid> EndedAsync(TaskPhase phase, TaskDefinition? definition = null, TaskFailure? failure = null)
    {
        var id = await InsertAsync(definition);
        Assert.True(await EndAsync(id, 1, phase, failure));
        return id;
    }

    private async Task<bool> EndAsync(Guid id, int run, TaskPhase phase = TaskPhase.Succeeded, TaskFailure? failure = null) =>
        Assert.Single((await CommitAsync(new() { Endings = [new(id, run, phase, Failure: failure)] })).Endings);

    private async Task<bool> StartAsync(Guid id, int run) => Assert.Single((await CommitAsync(new() { Starts = [new(id, run)] })).Starts);

    private async Task<bool> PutBackAsync(Guid id, int run, PutBackReason why = PutBackReason.Interrupted, TimeSpan delay = default, TaskFailure? failure = null) =>
        Assert.Single((await CommitAsync(new() { PutBacks = [new(id, run, why, delay, failure)] })).PutBacks);

    private Task<CommitReply> CommitAsync(TaskWrites writes, TaskOwner? by = null) => Store.CommitAsync((by ?? me).Number, writes, Cancel);

    private async Task<StoredTask> GetAsync(Guid id)
    {
        var task = Assert.Single(await Store.FindAsync([id], Cancel));
        Assert.NotNull(task);
        return task;
    }

    /// <summary>Waits, by the store's clock, for an owner's lease to end.</summary>
    private async Task LoseLeaseAsync(TaskOwner owner)
    {
        await Store.RenewAsync(owner.Number, Short, Cancel);
        await test.PassAsync(Short + TimeSpan.FromMilliseconds(50));
    }
}
