using System.Runtime.CompilerServices;
using Spawner.Client.Intake;
using Spawner.Contracts;

namespace Spawner.Client.Records;

/// <summary>Does what a client is asked about recorded tasks: checks it, and sends one message after the other until all is done.</summary>
internal sealed class RecordsDesk(ReliableIntake intake, SpawnerClientOptions options)
{
    private readonly RecordsCaller _caller = new() { Namespace = options.Namespace, Submitter = options.Submitter };

    public async IAsyncEnumerable<TaskSnapshot> ListAsync(RecordsQuery first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = first;
        do
        {
            var page = await ListPageAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (var task in page.Tasks)
            {
                yield return task;
            }

            query = query with { Cursor = page.Next };
        }
        while (query.Cursor is not null);
    }

    public async Task<TaskPage> ListPageAsync(RecordsQuery query, CancellationToken cancellationToken)
    {
        var page = await intake.ListRecordsAsync(query, cancellationToken).ConfigureAwait(false);
        return new TaskPage(page.Tasks, page.Next);
    }

    /// <exception cref="InvalidTaskRequestException">It is not accepted.</exception>
    public RecordsQuery Query(TaskQuery? query, string? cursor = null)
    {
        var message = RecordsMessages.ToMessage(query ?? new TaskQuery(), _caller, cursor);
        RecordsMessages.ThrowIfAny(RecordsRules.Validate(message));
        return message;
    }

    public async Task<IReadOnlyDictionary<TaskPhase, long>> CountAsync(CancellationToken cancellationToken) =>
        (await intake.CountRecordsAsync(_caller, cancellationToken).ConfigureAwait(false)).Phases;

    /// <summary>Each message goes on where the answer before ended, so that none takes long.</summary>
    public async Task<TaskChanges> ChangeAsync(RecordsVerb verb, TaskFilter filter, CancellationToken cancellationToken)
    {
        var change = new RecordsChange { Caller = _caller, Verb = verb, Filter = RecordsMessages.ToMessage(filter) };
        RecordsMessages.ThrowIfAny(RecordsRules.Validate(change));
        var changes = new TaskChanges();
        do
        {
            var answer = await intake.ChangeRecordsAsync(change, cancellationToken).ConfigureAwait(false);
            changes = RecordsMessages.Add(changes, answer);
            change = change with { Cursor = answer.Next };
        }
        while (change.Cursor is not null);
        return changes;
    }

    public async Task<TaskChanges> ChangeAsync(RecordsVerb verb, IEnumerable<TaskId> ids, CancellationToken cancellationToken)
    {
        var changes = new TaskChanges();
        foreach (var some in ids.Select(id => id.Unique).Distinct().Chunk(SpawnLimits.MaximumManagedTasks))
        {
            changes = RecordsMessages.Add(changes, await SendAsync(new() { Caller = _caller, Verb = verb, Ids = some }, cancellationToken).ConfigureAwait(false));
        }

        return changes;
    }

    /// <summary>Retries one task with another input.</summary>
    public async Task<TaskChanges> RetryAsync(TaskKind kind, TaskId id, byte[] input, CancellationToken cancellationToken)
    {
        var change = new RecordsChange { Caller = _caller, Verb = RecordsVerb.Retry, Ids = [id.Unique], Input = input, Kinds = [kind.Name, .. kind.Aliases] };
        return RecordsMessages.Add(new TaskChanges(), await SendAsync(change, cancellationToken).ConfigureAwait(false));
    }

    public Task SetPausedAsync(string kind, bool paused, CancellationToken cancellationToken)
    {
        RecordsMessages.ThrowIfAny(RecordsRules.Validate(_caller, kind));
        return intake.SetPausedAsync(_caller, kind, paused, cancellationToken);
    }

    public async Task<IReadOnlyList<string>> ListPausedAsync(CancellationToken cancellationToken) =>
        (await intake.ListPausedAsync(_caller, cancellationToken).ConfigureAwait(false)).Kinds;

    private Task<RecordsChanged> SendAsync(RecordsChange change, CancellationToken cancellationToken)
    {
        RecordsMessages.ThrowIfAny(RecordsRules.Validate(change));
        return intake.ChangeRecordsAsync(change, cancellationToken);
    }
}
