using Spawner.Contracts;

namespace Spawner.Client.Intake;

/// <content>Recorded tasks. These calls are few, so their references are made each time.</content>
internal sealed partial class OrleansIntake
{
    public Task<RecordsPage> ListRecordsAsync(RecordsQuery query) => NextRecords().ListAsync(query);

    public Task<RecordsCount> CountRecordsAsync(RecordsCaller caller) => NextRecords().CountAsync(caller);

    public Task<RecordsChanged> ChangeRecordsAsync(RecordsChange change) => NextRecords().ChangeAsync(change);

    public Task<RecordsRefusal?> SetPausedAsync(RecordsCaller caller, string kind, bool paused) => NextRecords().SetPausedAsync(caller, kind, paused);

    public Task<PausedKinds> ListPausedAsync(RecordsCaller caller) => NextRecords().ListPausedAsync(caller);

    private IRecordsGrain NextRecords() => grains.GetGrain<IRecordsGrain>(Interlocked.Increment(ref _calls) % Keys);
}
