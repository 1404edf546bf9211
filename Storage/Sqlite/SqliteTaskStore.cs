namespace Spawner.Storage.Sqlite;

/// <summary>
/// Keeps tasks in two files of one folder, which the silos of one machine share: <c>tasks.db</c>, and <c>leases.db</c>
/// (<see cref="SqliteLeases"/>). Whatever writes about tasks has the write lock of the first from its beginning, so nothing comes
/// between what it reads and what it writes. The clock is this machine's.
/// </summary>
internal sealed class SqliteTaskStore : ITaskStore, IAsyncDisposable
{
    private readonly string folder;
    private readonly TimeProvider clock;
    private readonly SqliteFile writer;
    private readonly SqliteFile reader;
    private readonly SqliteFile leaseFile;
    private readonly SqliteFile leasesOfWriter;
    private readonly SqliteFile leasesOfReader;
    private readonly SqliteLeases leases;

    /// <param name="folder">Where the files are; it is made if need be.</param>
    /// <param name="clock">This machine's clock.</param>
    public SqliteTaskStore(string folder, TimeProvider clock)
    {
        this.folder = Path.GetFullPath(folder);
        this.clock = clock;
        writer = new(this.folder, "tasks.db", Description, clock);
        reader = new(this.folder, "tasks.db", Description, clock);
        leaseFile = new(this.folder, "leases.db", Description, clock);
        leasesOfWriter = new(this.folder, "leases.db", Description, clock);
        leasesOfReader = new(this.folder, "leases.db", Description, clock);
        leases = new(leaseFile, clock);
    }

    public string Description => $"SQLite, {folder}";

    public bool IsDurable => true;

    private long Now => clock.GetUtcNow().ToMicroseconds();

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TaskStoreException(
                $"Cannot keep tasks in {Description}: the folder cannot be made ({exception.Message.TrimEnd('.')}). Choose another, or let this process write there.",
                isTransient: false,
                exception);
        }

        await SqliteSchema.InstallAsync(leaseFile, "SqliteLeases", Description, cancellationToken);
        await SqliteSchema.InstallAsync(writer, "Sqlite", Description, cancellationToken);
    }

    public async Task<TaskOwner> RegisterAsync(string silo, string name, TimeSpan lease, CancellationToken cancellationToken)
    {
        var owner = await leases.RegisterAsync(silo, name, lease, cancellationToken);
        await WriteAsync(
            "register a silo as an owner of tasks",
            (session, _, _) => session.Execute("INSERT OR IGNORE INTO owner (number, silo, name) VALUES (?1, ?2, ?3)", owner.Number.Value, silo, name),
            cancellationToken);
        return owner;
    }

    public Task<bool> RenewAsync(OwnerNumber owner, TimeSpan lease, CancellationToken cancellationToken) => leases.RenewAsync(owner, lease, cancellationToken);

    public Task EndLeaseAsync(OwnerNumber owner, CancellationToken cancellationToken) => WriteAsync(
        "end a lease",
        (_, _, _) =>
        {
            SqliteLeases.End(leasesOfWriter.Session, owner, long.MaxValue);
            return true;
        },
        cancellationToken);

    public Task<TaskOwner[]> ListOwnersAsync(CancellationToken cancellationToken) => reader.ReadAsync(
        "list the owners of tasks",
        session =>
        {
            var withTasks = session.Query("SELECT DISTINCT owner FROM task WHERE owner <> 0", row => row.GetInt64(0)).ToHashSet();
            return SqliteLeases.List(leasesOfReader.Session, Now).Where(owner => !owner.HasEnded || withTasks.Contains(owner.Number.Value)).ToArray();
        },
        cancellationToken);

    public Task<CommitReply> CommitAsync(OwnerNumber owner, TaskWrites writes, CancellationToken cancellationToken) => OwnAsync(
        "write about tasks",
        owner,
        (session, tally, now) => new SqliteCommit(session, leasesOfWriter.Session, owner, tally, now).Run(writes),
        cancellationToken);

    public Task<StoredTask[]> AdoptAsync(OwnerNumber by, OwnerNumber from, int most, CancellationToken cancellationToken) => OwnAsync(
        "adopt tasks",
        by,
        (session, tally, now) =>
        {
            SqliteLeases.End(leasesOfWriter.Session, from, now);
            return SqliteLeases.Has(leasesOfWriter.Session, from, now) ? [] : SqliteTaskRow.Aged(SqliteTakeovers.Adopt(session, by, from, most, tally), now);
        },
        cancellationToken);

    public Task<ClaimReply> ClaimAsync(OwnerNumber by, IReadOnlyCollection<string> kinds, int most, CancellationToken cancellationToken) =>
        OwnAsync(
            "claim tasks",
            by,
            (session, tally, now) =>
            {
                var claimed = SqliteTakeovers.Claim(session, by, kinds, most, tally, now);
                return claimed with { Tasks = SqliteTaskRow.Aged(claimed.Tasks, now), Expired = SqliteTaskRow.Aged(claimed.Expired, now) };
            },
            cancellationToken);

    public Task<StoredTask[]> ListOwnedAsync(OwnerNumber owner, Guid after, int most, CancellationToken cancellationToken) =>
        reader.DoAsync("list the tasks of an owner", session => SqliteTaskRow.Aged(SqliteTaskReads.Owned(session, owner, after, most), Now), cancellationToken);

    public Task<StoredTask?[]> FindAsync(IReadOnlyList<Guid> tasks, CancellationToken cancellationToken) =>
        reader.ReadAsync("find tasks", session => tasks.Select(task => SqliteTaskReads.Find(session, task)).ToArray(), cancellationToken);

    public async Task<StoredTask?[]> CancelAsync(IReadOnlyList<Guid> tasks, CancellationToken cancellationToken)
    {
        await WriteAsync(
            "cancel tasks",
            (session, tally, now) =>
            {
                foreach (var task in tasks)
                {
                    SqliteEdits.Cancel(session, task, tally, now);
                }

                return true;
            },
            cancellationToken);
        return await FindAsync(tasks, cancellationToken);
    }

    public Task<TaskPage> ListAsync(TaskQuery query, CancellationToken cancellationToken)
    {
        TaskCursor.Read(query.Cursor);
        return reader.DoAsync("list tasks", new SqliteListing(query).Read, cancellationToken);
    }

    public Task<IReadOnlyDictionary<TaskPhase, long>> CountAsync(string? taskNamespace, CancellationToken cancellationToken) =>
        reader.DoAsync<IReadOnlyDictionary<TaskPhase, long>>(
            "count tasks",
            session => session
                .Query(
                    "SELECT phase, sum(tasks) FROM tally WHERE ?1 IS NULL OR namespace = ?1 GROUP BY phase HAVING sum(tasks) <> 0",
                    row => KeyValuePair.Create((TaskPhase)row.GetInt32(0), row.GetInt64(1)),
                    taskNamespace)
                .ToDictionary(),
            cancellationToken);

    public Task<int> ReviveAsync(IReadOnlyList<Guid> tasks, ReadOnlyMemory<byte>? input, CancellationToken cancellationToken) => WriteAsync(
        "revive tasks",
        (session, tally, now) => SqliteEdits.Revive(session, tasks, input, tally, now),
        cancellationToken);

    public Task<int> DiscardAsync(IReadOnlyList<Guid> tasks, CancellationToken cancellationToken) => WriteAsync(
        "forget tasks",
        (session, tally, _) => tasks.Count(task => SqliteEdits.Discard(session, SqliteTaskRow.Id(task), tally)),
        cancellationToken);

    public Task<bool> PruneAsync(TaskRetention retention, CancellationToken cancellationToken) =>
        WriteAsync("forget old tasks", (session, tally, now) => SqliteEdits.Prune(session, retention, tally, now), cancellationToken);

    public Task<TaskOutput> ReadOutputAsync(Guid task, long from, int most, CancellationToken cancellationToken) =>
        reader.ReadAsync("read output", session => SqliteTaskReads.Output(session, task, from, most), cancellationToken);

    public Task SetPausedAsync(string kind, bool paused, CancellationToken cancellationToken) => WriteAsync(
        "pause a kind",
        (session, _, _) => session.Execute(paused ? "INSERT OR IGNORE INTO paused_kind (kind) VALUES (?1)" : "DELETE FROM paused_kind WHERE kind = ?1", kind),
        cancellationToken);

    public Task<string[]> ListPausedAsync(CancellationToken cancellationToken) => reader.DoAsync("list paused kinds", SqliteTakeovers.Paused, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        await reader.DisposeAsync();
        await leaseFile.DisposeAsync();
        await leasesOfWriter.DisposeAsync();
        await leasesOfReader.DisposeAsync();
    }

    // The lease is looked at after the write lock has been taken, and the time is read then.
    private Task<T> OwnAsync<T>(
        string purpose, OwnerNumber owner, Func<SqliteSession, SqliteTally, long, T> verb, CancellationToken cancellationToken) => WriteAsync(
            purpose,
            (session, tally, now) =>
            {
                writer.Share.HasOthers = SqliteLeases.AnyBut(leasesOfWriter.Session, owner, now);
                return SqliteLeases.Has(leasesOfWriter.Session, owner, now) ? verb(session, tally, now) : throw new LeaseLostException(owner);
            },
            cancellationToken);

    private Task<T> WriteAsync<T>(string purpose, Func<SqliteSession, SqliteTally, long, T> verb, CancellationToken cancellationToken) => writer.WriteAsync(
        purpose,
        session =>
        {
            var tally = new SqliteTally();
            var result = verb(session, tally, Now);
            tally.WriteTo(session);
            return result;
        },
        cancellationToken);
}
