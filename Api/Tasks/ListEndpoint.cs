using Spawner.Api.Access;
using Spawner.Api.Json;
using Spawner.Api.Problems;
using Spawner.Api.Query;

namespace Spawner.Api.Tasks;

/// <summary>A page of tasks, and where the next one begins; without <c>next</c> it is the last.</summary>
internal sealed record TaskPageView(IReadOnlyList<TaskView> Tasks, string? Next);

/// <summary>Recorded tasks in each phase.</summary>
internal sealed record TaskCountsView(IReadOnlyDictionary<string, long> Phases);

/// <summary>Lists and counts recorded tasks.</summary>
internal static class ListEndpoint
{
    /// <summary>Longest page: with the longest texts still a few megabytes.</summary>
    private const int MostTasks = 200;

    private const int UsualTasks = 100;

    public static void MapList(this IEndpointRouteBuilder tasks)
    {
        tasks.MapGet("", ListAsync).WithName("listTasks").WithSummary("List recorded tasks").For(SpawnerAction.Read)
            .WithQuery(
            [
                .. QueryParameters.Filter,
                new("order", "newest (default) or oldest first."),
                new("limit", "Most tasks in the page, 1 to 200; by default 100."),
                new("cursor", "The next of the page before."),
            ]);
        tasks.MapGet("/counts", CountAsync).WithName("countTasks").WithSummary("Count recorded tasks by phase").For(SpawnerAction.ReadAll);
    }

    private static async Task<JsonOk<TaskPageView>> ListAsync(HttpRequest request, Caller caller, CancellationToken cancel)
    {
        var problems = new ProblemList();
        var query = new QueryValues(request.Query, problems);
        var wanted = FilterReader.Read(query) with
        {
            OldestFirst = Order(query, problems),
            PageSize = query.Number("limit", 1, MostTasks, UsualTasks),
        };
        var cursor = query.Text("cursor");
        query.End();
        if (wanted.FailureText is not null)
        {
            // Whoever may not read a failure may not guess at it either.
            await caller.DemandAsync(SpawnerAction.ReadPayload);
        }

        var page = await caller.Client.ListTaskPageAsync(wanted, cursor, cancel);
        return new JsonOk<TaskPageView>(new TaskPageView(await ViewsAsync(caller, page.Tasks), page.Next));
    }

    private static async Task<JsonOk<TaskCountsView>> CountAsync(HttpRequest request, Caller caller, CancellationToken cancel)
    {
        QueryParameters.DemandNone(request);
        var counts = await caller.Client.CountTasksAsync(cancel);
        return new JsonOk<TaskCountsView>(new TaskCountsView(counts.ToDictionary(count => EnumNames.Of(count.Key), count => count.Value)));
    }

    private static bool Order(QueryValues query, ProblemList problems)
    {
        switch (query.Text("order"))
        {
            case null or "newest":
                return false;
            case "oldest":
                return true;
            case var other:
                problems.Add($"order is {ProblemList.Cut(other)}. Accepted: newest, oldest.");
                return false;
        }
    }

    /// <summary>The store knows no submitters: whoever sees only its own gets pages with fewer tasks in them.</summary>
    private static async Task<List<TaskView>> ViewsAsync(Caller caller, IReadOnlyList<TaskSnapshot> tasks)
    {
        List<TaskView> views = new(tasks.Count);
        foreach (var task in tasks)
        {
            if (await caller.MaySeeAsync(task))
            {
                views.Add(await caller.ViewAsync(task));
            }
        }

        return views;
    }
}
