using System.Runtime.CompilerServices;

namespace Spawner.Storage.Tests.Histories;

/// <summary>Passes all calls through one method, which is told their names.</summary>
internal abstract class TaskStoreDecorator(ITaskStore inner) : ITaskStore
{
    public string Description => inner.Description;

    public bool IsDurable => inner.IsDurable;

    public Task OpenAsync(CancellationToken cancellationToken) => DoAsync(() => inner.OpenAsync(cancellationToken));

    public Task<TaskOwner> RegisterAsync(string silo, string name, TimeSpan lease, CancellationToken cancellationToken) =>
        CallAsync(() => inner.RegisterAsync(silo, name, lease, cancellationToken));

    public Task<bool> RenewAsync(OwnerNumber owner, TimeSpan lease, CancellationToken cancellationToken) =>
        CallAsync(() => inner.RenewAsync(owner, lease, cancellationToken));

    public Task EndLeaseAsync(OwnerNumber owner, CancellationToken cancellationToken) => DoAsync(() => inner.EndLeaseAsync(owner, cancellationToken));

    public Task<TaskOwner[]> ListOwnersAsync(CancellationToken cancellationToken) => CallAsync(() => inner.ListOwnersAsync(cancellationToken));

    public Task<CommitReply> CommitAsync(OwnerNumber owner, TaskWrites writes, CancellationToken cancellationToken) =>
        CallAsync(() => inner.CommitAsync(owner, writes, cancellationToken));

    public Task<StoredTask[]> AdoptAsync(OwnerNumber by, OwnerNumber from, int most, CancellationToken cancellationToken) =>
        CallAsync(() => inner.AdoptAsync(by, from, most, cancellationToken));

    public Task<ClaimReply> ClaimAsync(OwnerNumber by, IReadOnlyCollection<string> kinds, int most, CancellationToken cancellationToken) =>
        CallAsync(() => inner.ClaimAsync(by, kinds, most, cancellationToken));

    public Task<StoredTask[]> ListOwnedAsync(OwnerNumber owner, Guid after, int most, CancellationToken cancellationToken) =>
        CallAsync(() => inner.ListOwnedAsync(owner, after, most, cancellationToken));

    public Task<StoredTask?[]> FindAsync(IReadOnlyList<Guid> tasks, CancellationToken cancellationToken) =>
        CallAsync(() => inner.FindAsync(tasks, cancellationToken));

    public Task<StoredTask?[]> CancelAsync(IReadOnlyList<Guid> tasks, CancellationToken cancellationToken) =>
        CallAsync(() => inner.CancelAsync(tasks, cancellationToken));

    public Task<TaskPage> ListAsync(TaskQuery query, CancellationToken cancellationToken) => CallAsync(() => inner.ListAsync(query, cancellationToken));

    public Task<IReadOnlyDictionary<TaskPhase, long>> CountAsync(string? taskNamespace, CancellationToken cancellationToken) =>
        CallAsync(() => inner.CountAsync(taskNamespace, cancellationToken));

    public Task<int> ReviveAsync(IReadOnlyList<Guid> tasks, ReadOnlyMemory<byte>? input, CancellationToken cancellationToken) =>
        CallAsync(() => inner.ReviveAsync(tasks, input, cancellationToken));

    public Task<int> DiscardAsync(IReadOnlyList<Guid> tasks, CancellationToken cancellationToken) => CallAsync(() => inner.DiscardAsync(tasks, cancellationToken));

    public Task<bool> PruneAsync(TaskRetention retention, CancellationToken cancellationToken) => CallAsync(() => inner.PruneAsync(retention, cancellationToken));

    public Task<TaskOutput> ReadOutputAsync(Guid task, long from, int most, CancellationToken cancellationToken) =>
        CallAsync(() => inner.ReadOutputAsync(task, from, most, cancellationToken));

    public Task SetPausedAsync(string kind, bool paused, CancellationToken cancellationToken) => DoAsync(() => inner.SetPausedAsync(kind, paused, cancellationToken));

    public Task<string[]> ListPausedAsync(CancellationToken cancellationToken) => CallAsync(() => inner.ListPausedAsync(cancellationToken));

    protected abstract Task<T> CallAsync<T>(Func<Task<T>> verb, [CallerMemberName] string name = "");

    private Task DoAsync(Func<Task> verb, [CallerMemberName] string name = "") => CallAsync(
        async () =>
        {
            await verb();
            return true;
        },
        name);
}
