using Microsoft.AspNetCore.Http.HttpResults;
using Spawner.Api.Access;
using Spawner.Api.Hosting;
using Spawner.Api.Json;
using Spawner.Api.Problems;
using Spawner.Api.Query;

namespace Spawner.Api.Tasks;

/// <summary>A task, and its result if it has succeeded and the caller may read it.</summary>
internal sealed record OutcomeView(TaskView Task, RawJson? Result);

/// <summary>Waits for the end of one task.</summary>
internal static class OutcomeEndpoint
{
    /// <summary>Longest wait: below what proxies on the way let an idle request stand.</summary>
    public const double LongestWait = 60;

    public static void MapOutcome(this IEndpointRouteBuilder tasks) => tasks.MapGet("/{id}/outcome", GetAsync)
        .WithName("getOutcome").WithSummary("Wait for the end of a task").For(SpawnerAction.Read).AsLongPoll()
        .WithQuery(new QueryParameter("waitSeconds", "How long to wait for the end, 0 (default) to 60 s."));

    private static async Task<Results<JsonOk<OutcomeView>, JsonAccepted<OutcomeView>>> GetAsync(
        string id, HttpRequest request, Caller caller, Closing closing, CancellationToken cancel)
    {
        var problems = new ProblemList();
        var query = new QueryValues(request.Query, problems);
        var wait = query.Wait("waitSeconds", LongestWait);
        query.End();
        var task = await caller.FindAsync(TaskIds.Parse(id), SpawnerAction.Read, cancel);
        var ended = await closing.UntilAsync(stop => caller.Client.GetOutcomesAsync([task.Id], wait, stop), otherwise: [], cancel);
        if (ended is [{ Snapshot: { } end, Result: var result }])
        {
            return new JsonOk<OutcomeView>(await caller.ViewAsync(end, result));
        }

        // It may have moved on meanwhile.
        var now = wait == TimeSpan.Zero ? task : await caller.FindAsync(task.Id, SpawnerAction.Read, cancel);
        return new JsonAccepted<OutcomeView>(await caller.ViewAsync(now, result: null));
    }
}
