using System.Text.Json.Serialization;
using Spawner.Api.Access;
using Spawner.Api.Json;
using Spawner.Api.Problems;

namespace Spawner.Api.Tasks;

/// <summary>What came of a request to cancel.</summary>
internal sealed record CancelView([property: JsonConverter(typeof(CamelCaseEnumConverter<CancelAnswer>))] CancelAnswer Answer);

/// <summary>Runs a task again; with another input, if one is given.</summary>
internal sealed record RetryBody(RawJson? Input, string? Kind);

/// <summary>The task runs again.</summary>
internal sealed record RetriedView(bool Changed);

/// <summary>Cancels and retries one task.</summary>
internal static class ChangeEndpoint
{
    public static void MapChange(this IEndpointRouteBuilder tasks)
    {
        tasks.MapPost("/{id}/cancel", CancelAsync).WithName("cancelTask").WithSummary("Ask a task to stop").For(SpawnerAction.Change);
        tasks.MapPost("/{id}/retry", RetryAsync).WithName("retryTask").WithSummary("Run a recorded task again that has ended").For(SpawnerAction.Change)
            .WithBodyUpTo(BodyLimits.OneTask);
    }

    private static async Task<JsonOk<CancelView>> CancelAsync(string id, Caller caller, CancellationToken cancel)
    {
        var task = await caller.FindAsync(TaskIds.Parse(id), SpawnerAction.Change, cancel);
        return new JsonOk<CancelView>(new CancelView(await caller.Client.GetTask(task.Id).CancelAsync(cancel)));
    }

    private static async Task<JsonOk<RetriedView>> RetryAsync(string id, JsonBody<RetryBody> body, Caller caller, CancellationToken cancel)
    {
        var task = await caller.FindAsync(TaskIds.Parse(id), SpawnerAction.Change, cancel);
        var problems = new ProblemList();
        var kind = AnyKind.Read(body.Value.Kind ?? task.Kind, "kind", problems);
        problems.ThrowIfAny();
        var changes = body.Value.Input is { } input
            ? await caller.Client.RetryTaskAsync(kind, task.Id, input, cancel)
            : await caller.Client.RetryTasksByIdAsync([task.Id], cancel);
        return changes.Changed > 0
            ? new JsonOk<RetriedView>(new RetriedView(Changed: true))
            : throw new ProblemException(ApiProblems.NotChanged(WhyNot(task.Id, changes)));
    }

    private static string WhyNot(TaskId id, TaskChanges changes) => changes.LeftAlone.Keys.FirstOrDefault(LeftAloneReason.Unknown) switch
    {
        LeftAloneReason.NotEnded => $"Task {id} has not ended: only ended tasks are run again.",
        LeftAloneReason.Succeeded => $"Task {id} has succeeded: a success is not run again.",
        LeftAloneReason.KeyTaken => $"Another task that has not ended has the key of task {id}.",
        LeftAloneReason.OtherKind => $"Task {id} is of another kind than the input.",
        LeftAloneReason.ChangedMeanwhile => $"Somebody else changed task {id} at the same time. Look at it, and try again.",
        _ => $"The store keeps no task {id}: only durable tasks are run again.",
    };
}
