using System.Globalization;

namespace Spawner.Contracts;

/// <summary>
/// What is accepted of requests about recorded tasks. The client library asks before it sends anything, and every silo again,
/// since a door trusts nobody. Pure.
/// </summary>
internal static class RecordsRules
{
    private const int MaximumProblems = 20;

    /// <summary>Every problem of a question for a page, each a sentence.</summary>
    public static string[] Validate(RecordsQuery query) => Shorten(
        OfCaller(query.Caller).Concat(OfFilter(query.Filter)).Concat(OfPageSize(query.PageSize)).Concat(OfCursor(query.Cursor)));

    /// <summary>Every problem of a change.</summary>
    public static string[] Validate(RecordsChange change) => Shorten(
        OfCaller(change.Caller).Concat(OfTarget(change)).Concat(OfCursor(change.Cursor)).Concat(OfInput(change)));

    /// <summary>Every problem of who asks.</summary>
    public static string[] Validate(RecordsCaller caller) => Shorten(OfCaller(caller));

    /// <summary>Every problem of who asks and the kind.</summary>
    public static string[] Validate(RecordsCaller caller, string kind) => Shorten(OfCaller(caller).Concat(OfKind(kind)));

    private static string[] Shorten(IEnumerable<string> found)
    {
        var problems = found.ToArray();
        return problems.Length <= MaximumProblems ? problems : [.. problems.Take(MaximumProblems), "There are more problems; correct these first."];
    }

    private static IEnumerable<string> OfCaller(RecordsCaller caller)
    {
        if (!TaskKind.IsValidName(caller.Namespace))
        {
            yield return $"The namespace '{Cut(caller.Namespace)}' is not accepted. Accepted: 1 to {TaskKind.MaximumNameLength} ASCII letters, digits, '.', '-' and '_'.";
        }

        if (caller.Submitter is not { Length: > 0 and <= SpawnLimits.MaximumTextLength })
        {
            yield return $"The submitter has {caller.Submitter?.Length ?? 0} characters. Accepted: 1 to {SpawnLimits.MaximumTextLength}.";
        }
    }

    private static IEnumerable<string> OfTarget(RecordsChange change)
    {
        if (!Enum.IsDefined(change.Verb))
        {
            yield return $"What is to be done is {(int)change.Verb}, which this silo does not know. Accepted: {string.Join(", ", Enum.GetNames<RecordsVerb>())}.";
        }

        if (change.Filter is null == change.Ids is null)
        {
            yield return "Tasks are named both by a filter and by ids, or by neither. Accepted: one of them.";
        }

        if (change.Ids is { Length: 0 or > SpawnLimits.MaximumManagedTasks } ids)
        {
            yield return $"The message names {ids.Length} tasks. Accepted: 1 to {SpawnLimits.MaximumManagedTasks}; send several messages.";
        }

        foreach (var problem in change.Filter is { } filter ? OfFilter(filter) : [])
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> OfInput(RecordsChange change)
    {
        if (change.Input is not { } input)
        {
            yield break;
        }

        if (change.Verb != RecordsVerb.Retry || change.Ids is null || change.Kinds.Length == 0)
        {
            yield return "Another input is given without the ids of tasks to retry and their kind. Accepted: only for a retry of tasks that are named, of one kind.";
        }

        if (input.Length > SpawnLimits.MaximumPayloadBytes)
        {
            yield return $"The input has {input.Length} bytes of JSON. Accepted: up to {SpawnLimits.MaximumPayloadBytes}; pass a reference to where larger data lies.";
        }
    }

    private static IEnumerable<string> OfFilter(RecordsFilter filter)
    {
        foreach (var problem in filter.Kind is { } kind ? OfKind(kind) : [])
        {
            yield return problem;
        }

        if (filter.Phases is { } phases)
        {
            if (phases.Length == 0)
            {
                yield return "The filter names phases, but none: nothing could match. Accepted: one or more, or null for any.";
            }

            foreach (var phase in phases.Where(phase => !Enum.IsDefined(phase)))
            {
                yield return $"The phase {(int)phase} is unknown. Accepted: {string.Join(", ", Enum.GetNames<TaskPhase>())}.";
            }
        }

        foreach (var problem in OfText("silo name", filter.SiloName)
            .Concat(OfText("key", filter.Key))
            .Concat(OfText("text of the failure", filter.FailureText))
            .Concat(OfTags(filter.Tags)))
        {
            yield return problem;
        }

        if (filter is { SubmittedFrom: { } from, SubmittedTo: { } to } && from >= to)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"The time of submission is from {from:O} to {to:O}: nothing could match. Accepted: an end that is later than the beginning.");
        }
    }

    private static IEnumerable<string> OfKind(string kind)
    {
        if (!TaskKind.IsValidName(kind))
        {
            yield return $"'{Cut(kind)}' is no name of a kind. Accepted: 1 to {TaskKind.MaximumNameLength} ASCII letters, digits, '.', '-' and '_'.";
        }
    }

    private static IEnumerable<string> OfText(string what, string? text)
    {
        if (text is { Length: 0 or > SpawnLimits.MaximumTextLength })
        {
            yield return $"The {what} has {text.Length} characters. Accepted: 1 to {SpawnLimits.MaximumTextLength}, or null for any.";
        }
    }

    private static IEnumerable<string> OfTags(IReadOnlyDictionary<string, string>? tags)
    {
        if (tags?.Count > SpawnLimits.MaximumTags)
        {
            yield return $"There are {tags.Count} tags. Accepted: up to {SpawnLimits.MaximumTags}.";
        }

        foreach (var (key, value) in tags ?? System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty)
        {
            if (key.Length is 0 or > SpawnLimits.MaximumTextLength)
            {
                yield return $"The key of tag '{Cut(key)}' has {key.Length} characters. Accepted: 1 to {SpawnLimits.MaximumTextLength}.";
            }

            if (value is not { Length: <= SpawnLimits.MaximumTextLength })
            {
                yield return $"The value of tag '{Cut(key)}' has {(value is null ? "no" : value.Length.ToString(CultureInfo.InvariantCulture))} characters. Accepted: up to {SpawnLimits.MaximumTextLength}.";
            }
        }
    }

    private static IEnumerable<string> OfPageSize(int size)
    {
        if (size is < 1 or > SpawnLimits.MaximumPageSize)
        {
            yield return $"The page size is {size}. Accepted: 1 to {SpawnLimits.MaximumPageSize}.";
        }
    }

    private static IEnumerable<string> OfCursor(string? cursor)
    {
        if (cursor is not null && !Guid.TryParseExact(cursor, "N", out _))
        {
            yield return $"'{Cut(cursor)}' is no cursor of a page of tasks. Accepted: what the page before gave as its next, or null for the first page.";
        }
    }

    private static string Cut(string? text) => text is null ? "(null)" : text.Length <= 40 ? text : text[..40] + "…";
}
