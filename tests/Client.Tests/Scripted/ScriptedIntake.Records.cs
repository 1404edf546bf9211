using Spawner.Contracts;

namespace Spawner.Client.Tests.Scripted;

/// <content>Recorded tasks; by default there are none.</content>
internal sealed partial class ScriptedIntake
{
    public Func<RecordsQuery, RecordsPage> OnListRecords { get; set; } = _ => new RecordsPage();

    public Func<RecordsCaller, RecordsCount> OnCountRecords { get; set; } = _ => new RecordsCount();

    public Func<RecordsChange, RecordsChanged> OnChangeRecords { get; set; } = _ => new RecordsChanged();

    public Func<string, bool, RecordsRefusal?> OnSetPaused { get; set; } = (_, _) => null;

    public Task<RecordsPage> ListRecordsAsync(RecordsQuery query) => Task.FromResult(OnListRecords(query));

    public Task<RecordsCount> CountRecordsAsync(RecordsCaller caller) => Task.FromResult(OnCountRecords(caller));

    public Task<RecordsChanged> ChangeRecordsAsync(RecordsChange change) => Task.FromResult(OnChangeRecords(change));

    public Task<RecordsRefusal?> SetPausedAsync(RecordsCaller caller, string kind, bool paused) => Task.FromResult(OnSetPaused(kind, paused));

    public Task<PausedKinds> ListPausedAsync(RecordsCaller caller) => Task.FromResult(new PausedKinds());
}
