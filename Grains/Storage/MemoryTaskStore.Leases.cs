namespace Spawner.Grains.Storage;

/// <content>Owners, and what becomes of the tasks of those that are gone.</content>
internal sealed partial class MemoryTaskStore
{
    public Task<TaskOwner> RegisterAsync(string silo, string name, TimeSpan lease, CancellationToken cancellationToken) => Do(() =>
    {
        var owner = owners.Values.FirstOrDefault(known => known.Silo == silo && known.HasLease(Now));
        if (owner is null)
        {
            owner = new(new(++lastOwner), silo, name);
            owners.Add(owner.Number, owner);
        }

        owner.LeaseUntil = Now + lease;
        return owner.At(Now);
    });

    public Task<bool> RenewAsync(OwnerNumber owner, TimeSpan lease, CancellationToken cancellationToken) => Do(() =>
    {
        if (!HasLease(owner))
        {
            return false;
        }

        owners[owner].LeaseUntil = Now + lease;
        return true;
    });

    public Task EndLeaseAsync(OwnerNumber owner, CancellationToken cancellationToken) => Do(() =>
    {
        if (HasLease(owner))
        {
            owners[owner].LeaseUntil = Now;
        }

        return true;
    });

    public Task<TaskOwner[]> ListOwnersAsync(CancellationToken cancellationToken) => Do(() =>
    {
        var withTasks = tasks.Values.Select(task => task.Task.Owner).ToHashSet();
        return owners.Values.Where(owner => owner.HasLease(Now) || withTasks.Contains(owner.Number)).Select(owner => owner.At(Now)).ToArray();
    });

    public Task<StoredTask[]> AdoptAsync(OwnerNumber by, OwnerNumber from, int most, CancellationToken cancellationToken) => Do(() =>
    {
        var owner = Require(by);
        return HasLease(from)
            ? []
            : Owned(from, Guid.Empty, most).Select(task =>
            {
                var crashed = task.Task.Phase == TaskPhase.Running ? 1 : 0;
                task.OutputNumber = 0;
                task.Task = OwnedBy(task.Task, owner) with { Losses = task.Task.Losses + 1, Crashes = task.Task.Crashes + crashed };
                return Aged(task.Task);
            }).ToArray();
    });

    public Task<ClaimReply> ClaimAsync(OwnerNumber by, IReadOnlyCollection<string> kinds, int most, CancellationToken cancellationToken) => Do(() =>
    {
        var owner = Require(by);
        var free = tasks.Values.Where(task => IsLive(task) && task.Task.Owner == OwnerNumber.Nobody).ToArray();
        var expiring = free.Where(task => task.Task.ExpiresAt is not null).OrderBy(task => task.Task.ExpiresAt).ToArray();
        var expired = expiring.TakeWhile(task => task.Task.ExpiresAt <= Now).Take(most).ToArray();
        var waiting = free
            .Where(task => !(task.Task.ExpiresAt <= Now))
            .Where(task => kinds.Contains(task.Task.Definition.Kind) && !paused.Contains(task.Task.Definition.Kind))
            .OrderBy(task => task.ReadyAt)
            .ToArray();
        var due = waiting.TakeWhile(task => task.ReadyAt <= Now).Take(most).ToArray();
        var next = waiting.Skip(due.Length).Select(task => task.ReadyAt)
            .Concat(expiring.Skip(expired.Length).Except(due).Select(task => task.Task.ExpiresAt!.Value))
            .Select(time => time - Now)
            .Order()
            .Cast<TimeSpan?>()
            .FirstOrDefault();
        return new ClaimReply(Claim(due, owner), Claim(expired, owner), next < TimeSpan.Zero ? TimeSpan.Zero : next);
    });

    public Task<StoredTask[]> ListOwnedAsync(OwnerNumber owner, Guid after, int most, CancellationToken cancellationToken) =>
        Do(() => Owned(owner, after, most).Select(task => Aged(task.Task)).ToArray());

    private StoredTask[] Claim(MemoryTask[] some, MemoryOwner owner)
    {
        foreach (var task in some)
        {
            task.OutputNumber = 0;
            task.Task = OwnedBy(task.Task, owner);
        }

        return Array.ConvertAll(some, task => Aged(task.Task));
    }

    private MemoryTask[] Owned(OwnerNumber owner, Guid after, int most) => owner == OwnerNumber.Nobody
        ? []
        : [.. tasks.Where(task => task.Value.Task.Owner == owner && task.Key > after).Take(most).Select(task => task.Value)];

    private bool HasLease(OwnerNumber owner) => owners.TryGetValue(owner, out var known) && known.HasLease(Now);

    private MemoryOwner Require(OwnerNumber owner) => HasLease(owner) ? owners[owner] : throw new LeaseLostException(owner);
}
