using Spawner.Api.Access;
using Spawner.Api.Events;
using Spawner.Api.Json;
using Spawner.Api.Placement;
using Spawner.Api.Query;

namespace Spawner.Api.Tasks;

/// <summary>All that is done with tasks.</summary>
internal static class TaskEndpoints
{
    public static void MapTasks(this IEndpointRouteBuilder api)
    {
        var tasks = api.MapGroup("/tasks").WithTags("tasks");
        tasks.MapSpawn();
        tasks.MapSpawnBatch();
        tasks.MapList();
        tasks.MapGet("/{id}", DescribeAsync).WithName("getTask").WithSummary("A task as it stands").For(SpawnerAction.Read);
        tasks.MapOutcome();
        tasks.MapOutcomes();
        tasks.MapTaskEvents();
        tasks.MapOutput();
        tasks.MapOutputEvents();
        tasks.MapTaskExplanation();
        tasks.MapChange();
        tasks.MapBulk();
    }

    private static async Task<JsonOk<TaskView>> DescribeAsync(string id, HttpRequest request, Caller caller, CancellationToken cancel)
    {
        QueryParameters.DemandNone(request);
        var task = await caller.FindAsync(TaskIds.Parse(id), SpawnerAction.Read, cancel);
        return new JsonOk<TaskView>(await caller.ViewAsync(task));
    }
}
