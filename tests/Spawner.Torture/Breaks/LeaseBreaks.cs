namespace Spawner.Torture.Breaks;

internal sealed class SkipLeaseCheck(ITaskStore inner, Sql sql) : PassingStore(inner)
{
    // One silo at a time: two that replace a function at once make one of them fail.
    private const string NoCheck = """
        SELECT pg_advisory_xact_lock(7);
        CREATE OR REPLACE FUNCTION spawner.hold_lease(wanted bigint) RETURNS void LANGUAGE plpgsql AS $$ BEGIN END $$
        """;

    public override async Task<TaskOwner> RegisterAsync(string silo, string name, TimeSpan lease, CancellationToken cancellationToken)
    {
        await sql.DoAsync(NoCheck);
        return await base.RegisterAsync(silo, name, lease, cancellationToken);
    }
}

internal sealed class IgnoreLeaseLoss(ITaskStore inner, Sql sql) : PassingStore(inner)
{
    private const string TakeBack = "UPDATE spawner.owner SET has_lease = true, lease_until = clock_timestamp() + interval '1 minute', is_cleared = false WHERE number = $1";

    public override async Task<TaskOwner> RegisterAsync(string silo, string name, TimeSpan lease, CancellationToken cancellationToken)
    {
        // So that the bug has a connection when its moment comes.
        await sql.DoAsync("SELECT 1");
        return await base.RegisterAsync(silo, name, lease, cancellationToken);
    }

    public override async Task<bool> RenewAsync(OwnerNumber owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        if (!await base.RenewAsync(owner, lease, cancellationToken))
        {
            await sql.DoAsync(TakeBack, owner.Value);
        }

        return true;
    }

    public override async Task<CommitReply> CommitAsync(OwnerNumber owner, TaskWrites writes, CancellationToken cancellationToken)
    {
        try
        {
            return await base.CommitAsync(owner, writes, cancellationToken);
        }
        catch (LeaseLostException)
        {
            await sql.DoAsync(TakeBack, owner.Value);
            return await base.CommitAsync(owner, writes, cancellationToken);
        }
    }
}

/// <summary>The silo's clock stands for a clock that is a minute ahead.</summary>
internal sealed class ReapByLocalClock(ITaskStore inner, Sql sql) : PassingStore(inner)
{
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    // Not on the way up: a cluster in which nobody can start proves nothing.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);
    private readonly long _started = Wall.Clock.GetTimestamp();

    public override async Task<StoredTask[]> AdoptAsync(OwnerNumber by, OwnerNumber from, int most, CancellationToken cancellationToken)
    {
        await ReapAsync(by);
        return await base.AdoptAsync(by, from, most, cancellationToken);
    }

    public override async Task<TaskOwner[]> ListOwnersAsync(CancellationToken cancellationToken)
    {
        var owners = await base.ListOwnersAsync(cancellationToken);
        return Wall.Clock.GetElapsedTime(_started) < Quiet ? owners : [.. owners.Select(owner => owner with { LeaseLeft = owner.LeaseLeft - Ahead })];
    }

    private Task ReapAsync(OwnerNumber by) => sql.DoAsync(
        "UPDATE spawner.owner SET has_lease = false WHERE has_lease AND number <> $1 AND lease_until < $2", by.Value, Wall.Clock.GetUtcNow() + Ahead);
}
