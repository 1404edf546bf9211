using Spawner.Contracts;

namespace Spawner.Client.Records;

/// <summary>Turns what callers say into messages, which hold copies of it, and answers into what callers get. Pure.</summary>
internal static class RecordsMessages
{
    public static RecordsFilter ToMessage(TaskFilter filter) => new()
    {
        Kind = filter.Kind,
        Phases = filter.Phases is { } phases ? [.. phases] : null,
        SiloName = filter.SiloName,
        Tags = filter.Tags is { Count: > 0 } tags ? new Dictionary<string, string>(tags) : null,
        Key = filter.Key,
        FailureText = filter.FailureText,
        SubmittedFrom = filter.SubmittedFrom,
        SubmittedTo = filter.SubmittedTo,
    };

    public static RecordsQuery ToMessage(TaskQuery query, RecordsCaller caller, string? cursor) => new()
    {
        Caller = caller,
        Filter = ToMessage((TaskFilter)query),
        OldestFirst = query.OldestFirst,
        PageSize = query.PageSize,
        Cursor = cursor,
    };

    /// <summary>What both say together.</summary>
    public static TaskChanges Add(TaskChanges before, RecordsChanged answer) => new()
    {
        Matched = before.Matched + answer.Matched,
        Changed = before.Changed + answer.Changed,
        LeftAlone = before.LeftAlone.Concat(answer.LeftAlone.Select(left => KeyValuePair.Create(left.Key, (long)left.Value)))
            .GroupBy(left => left.Key, left => left.Value)
            .ToDictionary(reason => reason.Key, reason => reason.Sum()),
    };

    /// <exception cref="InvalidTaskRequestException">There is a problem.</exception>
    public static void ThrowIfAny(string[] problems)
    {
        if (problems.Length > 0)
        {
            throw new InvalidTaskRequestException(problems);
        }
    }

    /// <summary>Throws what a refusal says.</summary>
    /// <exception cref="InvalidTaskRequestException">The request is not accepted.</exception>
    /// <exception cref="SpawnDeniedException">The submitter may not do this.</exception>
    /// <exception cref="TaskStoreUnavailableException">There is no store, or it did not answer.</exception>
    public static void ThrowIfRefused(RecordsRefusal? refusal)
    {
        switch (refusal)
        {
            case null:
                return;
            case { Denied: { } denied }:
                throw new SpawnDeniedException(denied);
            case { Unavailable: { } why }:
                throw new TaskStoreUnavailableException(why, refusal.IsTransient);
            default:
                throw new InvalidTaskRequestException(refusal.Problems);
        }
    }
}
