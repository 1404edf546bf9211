namespace Spawner.Torture.Breaks;

/// <summary>Passes every call on; a seeded bug overrides the verbs that it breaks.</summary>
internal abstract class PassingStore(ITaskStore inner) : ITaskStore
{
    public string Description => Inner.Description;

    public bool IsDurable => Inner.IsDurable;

    protected ITaskStore Inner { get; } = inner;

    public virtual Task OpenAsync(CancellationToken cancellationToken) => Inner.OpenAsync(cancellationToken);

    public virtual Task<TaskOwner> RegisterAsync(string silo, string name, TimeSpan lease, CancellationToken cancellationToken) =>
        Inner.RegisterAsync(silo, name, lease, cancellationToken);

    public virtual Task<bool> RenewAsync(OwnerNumber owner, TimeSpan lease, CancellationToken cancellationToken) =>
        Inner.RenewAsync(owner, lease, cancellationToken);

    public virtual Task EndLeaseAsync(OwnerNumber owner, CancellationToken cancellationToken) => Inner.EndLeaseAsync(owner, cancellationToken);

    public virtual Task<TaskOwner[]> ListOwnersAsync(CancellationToken cancellationToken) => Inner.ListOwnersAsync(cancellationToken);

    public virtual Task<CommitReply> CommitAsync(OwnerNumber owner, TaskWrites writes, CancellationToken cancellationToken) =>
        Inner.CommitAsync(owner, writes, cancellationToken);

    public virtual Task<StoredTask[]> AdoptAsync(OwnerNumber by, OwnerNumber from, int most, CancellationToken cancellationToken) =>
        Inner.AdoptAsync(by, from, most, cancellationToken);

    public virtual Task<ClaimReply> ClaimAsync(OwnerNumber by, IReadOnlyCollection<string> kinds, int most, CancellationToken cancellationToken) =>
        Inner.ClaimAsync(by, kinds, most, cancellationToken);

    public virtual Task<StoredTask[]> ListOwnedAsync(OwnerNumber owner, Guid after, int most, CancellationToken cancellationToken) =>
        Inner.ListOwnedAsync(owner, after, most, cancellationToken);

    public virtual Task<StoredTask?[]> FindAsync(IReadOnlyList<Guid> tasks, CancellationToken cancellationToken) => Inner.FindAsync(tasks, cancellationToken);

    public virtual Task<StoredTask?[]> CancelAsync(IReadOnlyList<Guid> tasks, CancellationToken cancellationToken) => Inner.CancelAsync(tasks, cancellationToken);

    public virtual Task<TaskPage> ListAsync(TaskQuery query, CancellationToken cancellationToken) => Inner.ListAsync(query, cancellationToken);

    public virtual Task<IReadOnlyDictionary<TaskPhase, long>> CountAsync(string? taskNamespace, CancellationToken cancellationToken) =>
        Inner.CountAsync(taskNamespace, cancellationToken);

    public virtual Task<int> ReviveAsync(IReadOnlyList<Guid> tasks, ReadOnlyMemory<byte>? input, CancellationToken cancellationToken) =>
        Inner.ReviveAsync(tasks, input, cancellationToken);

    public virtual Task<int> DiscardAsync(IReadOnlyList<Guid> tasks, CancellationToken cancellationToken) => Inner.DiscardAsync(tasks, cancellationToken);

    public virtual Task<bool> PruneAsync(TaskRetention retention, CancellationToken cancellationToken) => Inner.PruneAsync(retention, cancellationToken);

    public virtual Task<TaskOutput> ReadOutputAsync(Guid task, long from, int most, CancellationToken cancellationToken) =>
        Inner.ReadOutputAsync(task, from, most, cancellationToken);

    public virtual Task SetPausedAsync(string kind, bool paused, CancellationToken cancellationToken) => Inner.SetPausedAsync(kind, paused, cancellationToken);

    public virtual Task<string[]> ListPausedAsync(CancellationToken cancellationToken) => Inner.ListPausedAsync(cancellationToken);
}
