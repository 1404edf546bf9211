using Spawner.Contracts;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Records;

/// <summary>Says in the store's terms what is asked for. Pure.</summary>
internal static class RecordsQueries
{
    public static TaskQuery ToQuery(RecordsQuery asked) => ToQuery(asked.Caller, asked.Filter) with
    {
        OldestFirst = asked.OldestFirst,
        PageSize = asked.PageSize,
        Cursor = asked.Cursor,
    };

    public static TaskQuery ToQuery(RecordsCaller caller, RecordsFilter filter) => new()
    {
        Namespace = caller.Namespace,
        Kind = filter.Kind,
        Phases = filter.Phases,
        SiloName = filter.SiloName,
        Tags = filter.Tags is { Count: 0 } ? null : filter.Tags,
        Keys = KeysOf(filter),
        FailureText = filter.FailureText,
        SubmittedFrom = filter.SubmittedFrom,
        SubmittedTo = filter.SubmittedTo,
    };

    /// <summary>A key is unique among all kinds, or among one: only where that is named is it known.</summary>
    private static string[]? KeysOf(RecordsFilter filter) => filter switch
    {
        { Key: null } => null,
        { Kind: null } => [TaskKeys.TextOf(kind: null, filter.Key)],
        _ => [TaskKeys.TextOf(kind: null, filter.Key), TaskKeys.TextOf(filter.Kind, filter.Key)],
    };
}
