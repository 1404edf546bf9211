using Spawner.Client.Records;
using Spawner.Contracts;

namespace Spawner.Client.Intake;

/// <content>Questions about recorded tasks. All are idempotent.</content>
internal sealed partial class ReliableIntake
{
    public async Task<RecordsPage> ListRecordsAsync(RecordsQuery query, CancellationToken cancellationToken)
    {
        var page = await AskAsync("list recorded tasks", _ => intake.ListRecordsAsync(query), cancellationToken).ConfigureAwait(false);
        RecordsMessages.ThrowIfRefused(page.Refusal);
        return page;
    }

    public async Task<RecordsCount> CountRecordsAsync(RecordsCaller caller, CancellationToken cancellationToken)
    {
        var count = await AskAsync("count recorded tasks", _ => intake.CountRecordsAsync(caller), cancellationToken).ConfigureAwait(false);
        RecordsMessages.ThrowIfRefused(count.Refusal);
        return count;
    }

    public async Task<RecordsChanged> ChangeRecordsAsync(RecordsChange change, CancellationToken cancellationToken)
    {
        var changed = await AskAsync($"{NameOf(change.Verb)} recorded tasks", _ => intake.ChangeRecordsAsync(change), cancellationToken).ConfigureAwait(false);
        RecordsMessages.ThrowIfRefused(changed.Refusal);
        return changed;
    }

    public async Task SetPausedAsync(RecordsCaller caller, string kind, bool paused, CancellationToken cancellationToken) =>
        RecordsMessages.ThrowIfRefused(await AskAsync(
            $"{(paused ? "pause" : "resume")} kind '{kind}'", _ => intake.SetPausedAsync(caller, kind, paused), cancellationToken).ConfigureAwait(false));

    public async Task<PausedKinds> ListPausedAsync(RecordsCaller caller, CancellationToken cancellationToken)
    {
        var paused = await AskAsync("list the paused kinds", _ => intake.ListPausedAsync(caller), cancellationToken).ConfigureAwait(false);
        RecordsMessages.ThrowIfRefused(paused.Refusal);
        return paused;
    }

    private static string NameOf(RecordsVerb verb) => verb switch
    {
        RecordsVerb.Retry => "retry",
        RecordsVerb.Cancel => "cancel",
        _ => "discard",
    };
}
