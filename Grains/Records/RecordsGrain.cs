using Orleans.Concurrency;
using Spawner.Contracts;
using Spawner.Grains.Intake;
using Spawner.Grains.Lifecycle;

namespace Spawner.Grains.Records;

/// <summary>The door to recorded tasks: validates, authorises, and passes on. Holds nothing.</summary>
[StatelessWorker, Reentrant]
internal sealed class RecordsGrain(RecordsGuard guard, TaskLister lister, TaskChanger changer, TaskRecovery recovery) : Grain, IRecordsGrain
{
    public async Task<RecordsPage> ListAsync(RecordsQuery query)
    {
        var (page, refusal) = await guard.DoAsync(
            RecordsRules.Validate(query),
            Of(query.Caller, SpawnerAction.Read, query.Filter.Kind),
            async (store, cancel) =>
            {
                var listed = await lister.ListAsync(store, RecordsQueries.ToQuery(query), cancel);
                return new RecordsPage { Tasks = [.. listed.Tasks.Select(task => task.Snapshot)], Next = listed.Next };
            });
        return page ?? new RecordsPage { Refusal = refusal };
    }

    public async Task<RecordsCount> CountAsync(RecordsCaller caller)
    {
        var (count, refusal) = await guard.DoAsync(
            RecordsRules.Validate(caller),
            Of(caller, SpawnerAction.Read),
            async (store, cancel) => new RecordsCount { Phases = await store.CountAsync(caller.Namespace, cancel) });
        return count ?? new RecordsCount { Refusal = refusal };
    }

    public async Task<RecordsChanged> ChangeAsync(RecordsChange change)
    {
        var (changed, refusal) = await guard.DoAsync(
            RecordsRules.Validate(change),
            Of(change.Caller, SpawnerAction.Manage, change.Filter?.Kind ?? change.Kinds.FirstOrDefault()),
            (store, cancel) => changer.ChangeAsync(store, change, cancel));
        return changed ?? new RecordsChanged { Refusal = refusal };
    }

    public async Task<RecordsRefusal?> SetPausedAsync(RecordsCaller caller, string kind, bool paused)
    {
        var (_, refusal) = await guard.DoAsync(
            RecordsRules.Validate(caller, kind),
            Of(caller, SpawnerAction.Manage, kind),
            async (store, cancel) =>
            {
                await store.SetPausedAsync(kind, paused, cancel);
                recovery.OnTasksFreed();
                return kind;
            });
        return refusal;
    }

    public async Task<PausedKinds> ListPausedAsync(RecordsCaller caller)
    {
        var (paused, refusal) = await guard.DoAsync(
            RecordsRules.Validate(caller),
            Of(caller, SpawnerAction.Read),
            async (store, cancel) => new PausedKinds { Kinds = await store.ListPausedAsync(cancel) });
        return paused ?? new PausedKinds { Refusal = refusal };
    }

    private static AuthorizationRequest Of(RecordsCaller caller, SpawnerAction action, string? kind = null) =>
        new(caller.Submitter, action, caller.Namespace, kind);
}
