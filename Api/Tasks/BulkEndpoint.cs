using System.Text.Json.Serialization;
using Spawner.Api.Access;
using Spawner.Api.Hosting;
using Spawner.Api.Json;
using Spawner.Api.Problems;

namespace Spawner.Api.Tasks;

/// <summary>Which recorded tasks are changed: those that a filter matches, or those that are named.</summary>
internal sealed record ChangeBody(FilterBody? Filter, IReadOnlyList<string>? Ids);

/// <summary>All conditions hold together; what is left out is no condition. An empty filter means all tasks of the namespace.</summary>
internal sealed record FilterBody
{
    public string? Kind { get; init; }

    public IReadOnlyList<PhaseName>? Phases { get; init; }

    public string? Silo { get; init; }

    public Dictionary<string, string>? Tags { get; init; }

    public string? Key { get; init; }

    public string? FailureText { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public TaskFilter ToFilter() => new()
    {
        Kind = Kind,
        Phases = Phases is null ? null : [.. Phases.Select(phase => (TaskPhase)phase)],
        SiloName = Silo,
        Tags = Tags,
        Key = Key,
        FailureText = FailureText,
        SubmittedFrom = From,
        SubmittedTo = To,
    };
}

/// <summary><see cref="TaskPhase"/> in lists, where a converter can stand at the type only.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<PhaseName>))]
internal enum PhaseName
{
    Scheduled = TaskPhase.Scheduled,
    Queued = TaskPhase.Queued,
    Running = TaskPhase.Running,
    Succeeded = TaskPhase.Succeeded,
    Failed = TaskPhase.Failed,
    Cancelled = TaskPhase.Cancelled,
    TimedOut = TaskPhase.TimedOut,
    Lost = TaskPhase.Lost,
}

/// <summary>What came of it.</summary>
internal sealed record ChangesView(long Matched, long Changed, IReadOnlyDictionary<string, long> LeftAlone)
{
    public static ChangesView Of(TaskChanges changes) =>
        new(changes.Matched, changes.Changed, changes.LeftAlone.ToDictionary(left => EnumNames.Of(left.Key), left => left.Value));
}

/// <summary>Cancels, retries and discards many recorded tasks at once.</summary>
internal static class BulkEndpoint
{
    private const int MostIds = 1000;

    public static void MapBulk(this IEndpointRouteBuilder tasks)
    {
        tasks.MapPost("/cancel", (JsonBody<ChangeBody> body, Caller caller, CancellationToken cancel) =>
                ChangeAsync(body.Value, caller, caller.Client.CancelTasksAsync, caller.Client.CancelTasksByIdAsync, cancel))
            .AsBulk("cancelTasks", "Cancel many recorded tasks").For(SpawnerAction.Manage);
        tasks.MapPost("/retry", (JsonBody<ChangeBody> body, Caller caller, CancellationToken cancel) =>
                ChangeAsync(body.Value, caller, caller.Client.RetryTasksAsync, caller.Client.RetryTasksByIdAsync, cancel))
            .AsBulk("retryTasks", "Run many recorded tasks again that have ended").For(SpawnerAction.Manage);
        tasks.MapPost("/discard", (JsonBody<ChangeBody> body, Caller caller, CancellationToken cancel) =>
                ChangeAsync(body.Value, caller, caller.Client.DiscardTasksAsync, caller.Client.DiscardTasksByIdAsync, cancel))
            .AsBulk("discardTasks", "Remove many recorded tasks that have ended, for good").For(SpawnerAction.Discard);
    }

    private static RouteHandlerBuilder AsBulk(this RouteHandlerBuilder endpoint, string name, string summary) =>
        endpoint.WithName(name).WithSummary(summary).AsLongPoll().WithBodyUpTo(BodyLimits.Small);

    private static async Task<JsonOk<ChangesView>> ChangeAsync(
        ChangeBody body,
        Caller caller,
        Func<TaskFilter, CancellationToken, Task<TaskChanges>> byFilter,
        Func<IEnumerable<TaskId>, CancellationToken, Task<TaskChanges>> byId,
        CancellationToken cancel)
    {
        var problems = new ProblemList();
        if (body.Filter is null == body.Ids is null)
        {
            problems.Add("The body has both a filter and ids, or neither. Accepted: one of them.");
        }

        var ids = body.Ids is null ? [] : TaskIds.Parse(body.Ids, MostIds, problems);
        problems.ThrowIfAny();
        if (body.Filter?.FailureText is not null)
        {
            // How many match tells what failures say.
            await caller.DemandAsync(SpawnerAction.ReadPayload);
        }

        return new JsonOk<ChangesView>(ChangesView.Of(body.Filter is { } filter ? await byFilter(filter.ToFilter(), cancel) : await byId(ids, cancel)));
    }
}
