using Spawner.Storage.PostgreSql.Commits;

namespace Spawner.Storage.PostgreSql;

/// <summary>
/// Keeps tasks in the schema <c>spawner</c> of a PostgreSQL database. Transactions are READ COMMITTED and of one round trip; what
/// each must not meet is locked in one order (the owner's lease, then tasks by id), so that none waits for another in a circle.
/// </summary>
internal sealed class PostgreSqlTaskStore(string connectionString, TimeProvider clock) : ITaskStore, IAsyncDisposable
{
    // Commits between two foldings of the tally: often enough that counting reads few rows.
    private const int CommitsPerFold = 128;

    private readonly PostgreSqlConnections connections = new(connectionString);
    private readonly Pruning pruning = new(clock);
    private LeaseEnd? leaseEnd;
    private Version? version;
    private int commits;

    public string Description => version is null ? $"PostgreSQL, {connections.Place}" : $"PostgreSQL {version.ToString(2)}, {connections.Place}";

    public bool IsDurable => true;

    private LeaseEnd LeaseEnd => leaseEnd ??= new(connections, clock);

    public Task OpenAsync(CancellationToken cancellationToken) => connections.DoAsync(
        "make the tables of tasks",
        async connection =>
        {
            version = connection.PostgreSqlVersion;
            await SchemaInstaller.InstallAsync(connection, connections.Location, cancellationToken);
            await Partitions.MakeAheadAsync(connection, cancellationToken);
            return true;
        },
        cancellationToken);

    public Task<TaskOwner> RegisterAsync(string silo, string name, TimeSpan lease, CancellationToken cancellationToken) => connections.DoAsync(
        "register a silo as an owner of tasks",
        connection => Leases.RegisterAsync(connection, silo, name, lease, cancellationToken),
        cancellationToken);

    public Task<bool> RenewAsync(OwnerNumber owner, TimeSpan lease, CancellationToken cancellationToken) =>
        connections.DoAsync("renew a lease", connection => Leases.RenewAsync(connection, owner, lease, cancellationToken), cancellationToken);

    public Task EndLeaseAsync(OwnerNumber owner, CancellationToken cancellationToken) => LeaseEnd.EndAsync(owner, cancellationToken);

    public Task<TaskOwner[]> ListOwnersAsync(CancellationToken cancellationToken) =>
        connections.DoAsync("list the owners of tasks", connection => Leases.ListAsync(connection, cancellationToken), cancellationToken);

    public Task<CommitReply> CommitAsync(OwnerNumber owner, TaskWrites writes, CancellationToken cancellationToken)
    {
        var commit = new Commit(owner, writes);
        var foldsTally = Interlocked.Increment(ref commits) % CommitsPerFold == 0;
        return connections.DoAsync("write about tasks", connection => commit.RunAsync(connection, foldsTally, cancellationToken), cancellationToken, owner);
    }

    public async Task<StoredTask[]> AdoptAsync(OwnerNumber by, OwnerNumber from, int most, CancellationToken cancellationToken)
    {
        await LeaseEnd.ExpireAsync(from, cancellationToken);
        return await connections.DoAsync(
            "adopt tasks", connection => Takeovers.AdoptAsync(connection, by, from, most, cancellationToken), cancellationToken, by);
    }

    public Task<ClaimReply> ClaimAsync(OwnerNumber by, IReadOnlyCollection<string> kinds, int most, CancellationToken cancellationToken) =>
        connections.DoAsync("claim tasks", connection => Takeovers.ClaimAsync(connection, by, kinds, most, cancellationToken), cancellationToken, by);

    public Task<StoredTask[]> ListOwnedAsync(OwnerNumber owner, Guid after, int most, CancellationToken cancellationToken) => connections.DoAsync(
        "list the tasks of an owner", connection => TaskReads.ListOwnedAsync(connection, owner, after, most, cancellationToken), cancellationToken);

    public Task<StoredTask?[]> FindAsync(IReadOnlyList<Guid> tasks, CancellationToken cancellationToken) => connections.DoAsync(
        "find tasks",
        async connection =>
        {
            var found = await TaskReads.FindAsync(connection, tasks, cancellationToken);
            return tasks.Select(task => found.GetValueOrDefault(task)).ToArray();
        },
        cancellationToken);

    public async Task<StoredTask?[]> CancelAsync(IReadOnlyList<Guid> tasks, CancellationToken cancellationToken)
    {
        await connections.DoAsync(
            "cancel tasks",
            async connection =>
            {
                await Cancellation.CancelAsync(connection, tasks, cancellationToken);
                return true;
            },
            cancellationToken);
        return await FindAsync(tasks, cancellationToken);
    }

    public Task<TaskPage> ListAsync(TaskQuery query, CancellationToken cancellationToken)
    {
        var listing = new Listing(query);
        return connections.DoAsync("list tasks", connection => listing.ReadAsync(connection, cancellationToken), cancellationToken);
    }

    public Task<IReadOnlyDictionary<TaskPhase, long>> CountAsync(string? taskNamespace, CancellationToken cancellationToken) =>
        connections.DoAsync("count tasks", connection => Tally.CountAsync(connection, taskNamespace, cancellationToken), cancellationToken);

    public Task<int> ReviveAsync(IReadOnlyList<Guid> tasks, ReadOnlyMemory<byte>? input, CancellationToken cancellationToken) => tasks.Count == 0
        ? Task.FromResult(0)
        : connections.DoAsync("revive tasks", connection => EndedTasks.ReviveAsync(connection, tasks, input, cancellationToken), cancellationToken);

    public Task<int> DiscardAsync(IReadOnlyList<Guid> tasks, CancellationToken cancellationToken) => tasks.Count == 0
        ? Task.FromResult(0)
        : connections.DoAsync("forget tasks", connection => EndedTasks.DiscardAsync(connection, tasks, cancellationToken), cancellationToken);

    public Task<bool> PruneAsync(TaskRetention retention, CancellationToken cancellationToken) => connections.DoAsync(
        "forget old tasks",
        async connection =>
        {
            await Partitions.MakeAheadAsync(connection, cancellationToken);
            return await pruning.RunAsync(connection, retention, cancellationToken);
        },
        cancellationToken);

    public Task<TaskOutput> ReadOutputAsync(Guid task, long from, int most, CancellationToken cancellationToken) =>
        connections.DoAsync("read output", connection => Outputs.ReadAsync(connection, task, from, most, cancellationToken), cancellationToken);

    public Task SetPausedAsync(string kind, bool paused, CancellationToken cancellationToken) => connections.DoAsync(
        "pause a kind", connection => PausedKinds.SetAsync(connection, kind, paused, cancellationToken), cancellationToken);

    public Task<string[]> ListPausedAsync(CancellationToken cancellationToken) =>
        connections.DoAsync("list paused kinds", connection => PausedKinds.ListAsync(connection, cancellationToken), cancellationToken);

    public Task ListenAsync(Action arrived, CancellationToken cancellationToken) => new NewTaskListener(connections, clock).RunAsync(arrived, cancellationToken);

    public ValueTask DisposeAsync() => connections.DisposeAsync();
}
