using System.Globalization;
using Spawner.Api.Access;
using Spawner.Api.Hosting;
using Spawner.Api.Json;
using Spawner.Api.Problems;

namespace Spawner.Api.Tasks;

/// <summary>Asks for the ends of several tasks.</summary>
/// <param name="Ids">1 to 1,000 tasks.</param>
/// <param name="WaitSeconds">How long to wait for the first end, 0 to 60; by default 0.</param>
internal sealed record OutcomesBody(IReadOnlyList<string>? Ids, double? WaitSeconds);

/// <summary>Those of the tasks that have ended.</summary>
internal sealed record OutcomesView(IReadOnlyList<OutcomesItemView> Outcomes);

/// <summary>One of them, or why there will be no end to tell.</summary>
internal sealed record OutcomesItemView(string Id, TaskView? Task, RawJson? Result, Problem? Problem);

/// <summary>Waits for the first ends of many tasks: one request where a request for each would be a thousand.</summary>
internal static class OutcomesEndpoint
{
    public static void MapOutcomes(this IEndpointRouteBuilder tasks) => tasks.MapPost("/outcomes", GetAsync)
        .WithName("getOutcomes").WithSummary("Wait for the first ends of up to 1,000 tasks").For(SpawnerAction.Read).AsLongPoll().WithBodyUpTo(BodyLimits.Small);

    private static async Task<JsonOk<OutcomesView>> GetAsync(JsonBody<OutcomesBody> body, Caller caller, Closing closing, CancellationToken cancel)
    {
        var problems = new ProblemList();
        var ids = TaskIds.Parse(body.Value.Ids, SpawnLimits.MaximumBatchItems, problems);
        var wait = Wait(body.Value.WaitSeconds, problems);
        problems.ThrowIfAny();
        var ended = await closing.UntilAsync(stop => caller.Client.GetOutcomesAsync(ids, wait, stop), otherwise: [], cancel);
        List<OutcomesItemView> items = new(ended.Count);
        foreach (var outcome in ended)
        {
            items.Add(await ViewAsync(caller, outcome));
        }

        return new JsonOk<OutcomesView>(new OutcomesView(items));
    }

    /// <summary>Each task is held against the caller's rights, whatever was asked with it.</summary>
    private static async ValueTask<OutcomesItemView> ViewAsync(Caller caller, TaskOutcome outcome)
    {
        if (outcome.Snapshot is not { } end || !await caller.MaySeeAsync(end))
        {
            return new OutcomesItemView(outcome.Id.ToString(), Task: null, Result: null, ApiProblems.UnknownTask(outcome.Id));
        }

        var view = await caller.ViewAsync(end, outcome.Result);
        return new OutcomesItemView(outcome.Id.ToString(), view.Task, view.Result, Problem: null);
    }

    private static TimeSpan Wait(double? seconds, ProblemList problems)
    {
        if (seconds is null or (>= 0 and <= OutcomeEndpoint.LongestWait))
        {
            return TimeSpan.FromSeconds(seconds ?? 0);
        }

        problems.Add(string.Create(CultureInfo.InvariantCulture, $"waitSeconds is {seconds}. Accepted: 0 to {OutcomeEndpoint.LongestWait}."));
        return TimeSpan.Zero;
    }
}
