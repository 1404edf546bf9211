using Spawner.Api.Access;
using Spawner.Api.Json;
using Spawner.Api.Problems;
using Spawner.Api.Query;
using Spawner.Api.Tasks;

namespace Spawner.Api.Placement;

/// <summary>Why a task is where it is, and where the next ones would go.</summary>
internal static class PlacementEndpoints
{
    private static readonly QueryParameter Kind = new("kind", "Name of the kind.");

    public static void MapTaskExplanation(this IEndpointRouteBuilder tasks) => tasks.MapGet("/{id}/explanation", ExplainTaskAsync)
        .WithName("explainTask").WithSummary("Where a task is and why, or why it waits").For(SpawnerAction.Read);

    public static void MapPlacement(this IEndpointRouteBuilder api)
    {
        var placement = api.MapGroup("/placement").WithTags("placement");
        placement.MapGet("/explanation", ExplainAsync).WithName("explainPlacement").WithSummary("Where the next task of a kind would go, and why")
            .For(SpawnerAction.ReadCluster).WithQuery(Kind);
        placement.MapGet("/forecast", ForecastAsync).WithName("forecastPlacement").WithSummary("Where the next tasks of a kind would go")
            .For(SpawnerAction.ReadCluster).WithQuery(Kind, new QueryParameter("count", "How many tasks, 1 (default) to 100,000."));
    }

    private static async Task<JsonOk<ExplanationView>> ExplainTaskAsync(string id, HttpRequest request, Caller caller, CancellationToken cancel)
    {
        QueryParameters.DemandNone(request);
        var task = await caller.FindAsync(TaskIds.Parse(id), SpawnerAction.Read, cancel);
        return new JsonOk<ExplanationView>(ExplanationView.Of(await caller.Client.GetTask(task.Id).ExplainAsync(cancel)));
    }

    private static async Task<JsonOk<ExplanationView>> ExplainAsync(HttpRequest request, Caller caller, CancellationToken cancel)
    {
        var problems = new ProblemList();
        var query = new QueryValues(request.Query, problems);
        var kind = AnyKind.Read(query.Text("kind"), "kind", problems);
        query.End();
        return new JsonOk<ExplanationView>(ExplanationView.Of(await caller.Client.ExplainPlacementAsync(kind, options: null, cancel)));
    }

    private static async Task<JsonOk<ForecastView>> ForecastAsync(HttpRequest request, Caller caller, CancellationToken cancel)
    {
        var problems = new ProblemList();
        var query = new QueryValues(request.Query, problems);
        var kind = AnyKind.Read(query.Text("kind"), "kind", problems);
        var count = query.Number("count", 1, SpawnLimits.MaximumForecastTasks, usual: 1);
        query.End();
        return new JsonOk<ForecastView>(ForecastView.Of(await caller.Client.ForecastPlacementAsync(kind, count, options: null, cancel)));
    }
}
