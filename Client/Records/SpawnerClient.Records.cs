using System.Text.Json;
using Spawner.Client.Records;
using Spawner.Contracts;

namespace Spawner.Client;

internal sealed partial class SpawnerClient
{
    private readonly RecordsDesk _records;

    public IAsyncEnumerable<TaskSnapshot> ListTasksAsync(TaskQuery? query = null, CancellationToken cancellationToken = default) =>
        _records.ListAsync(_records.Query(query), cancellationToken);

    public Task<TaskPage> ListTaskPageAsync(TaskQuery? query = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        _records.ListPageAsync(_records.Query(query, cursor), cancellationToken);

    public Task<IReadOnlyDictionary<TaskPhase, long>> CountTasksAsync(CancellationToken cancellationToken = default) => _records.CountAsync(cancellationToken);

    public Task<TaskChanges> RetryTasksAsync(TaskFilter filter, CancellationToken cancellationToken = default) =>
        ChangeAsync(RecordsVerb.Retry, filter, cancellationToken);

    public Task<TaskChanges> RetryTasksByIdAsync(IEnumerable<TaskId> ids, CancellationToken cancellationToken = default) =>
        ChangeAsync(RecordsVerb.Retry, ids, cancellationToken);

    public Task<TaskChanges> RetryTaskAsync<TInput, TResult>(
        TaskKind<TInput, TResult> kind, TaskId id, TInput input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return _records.RetryAsync(kind, id, Encode(kind, input), cancellationToken);
    }

    public Task<TaskChanges> CancelTasksAsync(TaskFilter filter, CancellationToken cancellationToken = default) =>
        ChangeAsync(RecordsVerb.Cancel, filter, cancellationToken);

    public Task<TaskChanges> CancelTasksByIdAsync(IEnumerable<TaskId> ids, CancellationToken cancellationToken = default) =>
        ChangeAsync(RecordsVerb.Cancel, ids, cancellationToken);

    public Task<TaskChanges> DiscardTasksAsync(TaskFilter filter, CancellationToken cancellationToken = default) =>
        ChangeAsync(RecordsVerb.Discard, filter, cancellationToken);

    public Task<TaskChanges> DiscardTasksByIdAsync(IEnumerable<TaskId> ids, CancellationToken cancellationToken = default) =>
        ChangeAsync(RecordsVerb.Discard, ids, cancellationToken);

    public Task PauseKindAsync(string kind, CancellationToken cancellationToken = default) => SetPausedAsync(kind, paused: true, cancellationToken);

    public Task ResumeKindAsync(string kind, CancellationToken cancellationToken = default) => SetPausedAsync(kind, paused: false, cancellationToken);

    public Task<IReadOnlyList<string>> ListPausedKindsAsync(CancellationToken cancellationToken = default) => _records.ListPausedAsync(cancellationToken);

    private Task<TaskChanges> ChangeAsync(RecordsVerb verb, TaskFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return _records.ChangeAsync(verb, filter, cancellationToken);
    }

    private Task<TaskChanges> ChangeAsync(RecordsVerb verb, IEnumerable<TaskId> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return _records.ChangeAsync(verb, ids, cancellationToken);
    }

    private Task SetPausedAsync(string kind, bool paused, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return _records.SetPausedAsync(kind, paused, cancellationToken);
    }

    private static byte[] Encode<TInput, TResult>(TaskKind<TInput, TResult> kind, TInput input)
    {
        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(input, kind.InputInfo);
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException)
        {
            throw new InvalidTaskRequestException([$"The input cannot be written as JSON of {typeof(TInput)}: {failure.Message}"]);
        }
    }
}
