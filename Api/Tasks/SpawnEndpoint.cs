using Microsoft.AspNetCore.Mvc;
using Spawner.Api.Access;
using Spawner.Api.Json;
using Spawner.Api.Problems;

namespace Spawner.Api.Tasks;

/// <summary>Spawns one task.</summary>
internal static class SpawnEndpoint
{
    public static void MapSpawn(this IEndpointRouteBuilder tasks) => tasks.MapPost("", SpawnAsync)
        .WithName("spawnTask").WithSummary("Spawn a task").For(SpawnerAction.Spawn).WithBodyUpTo(BodyLimits.OneTask);

    private static async Task<JsonCreated<SpawnedView>> SpawnAsync(
        JsonBody<SpawnBody> body, Caller caller, CancellationToken cancel, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey = null)
    {
        var problems = new ProblemList();
        var kind = AnyKind.Read(body.Value.Kind, "kind", problems);
        var options = body.Value.Options is { } given
            ? given.ToOptions(idempotencyKey, hasKeys: false, problems)
            : idempotencyKey is null ? null : new SpawnOptionsBody().ToOptions(idempotencyKey, hasKeys: false, problems);
        problems.ThrowIfAny();
        await caller.DemandAsync(SpawnerAction.Spawn, kind.Name);
        var task = await caller.Client.SpawnAsync(kind, body.Value.Input, options, cancel);
        return new JsonCreated<SpawnedView>(ApiPaths.OfTask(task.Id), new SpawnedView(task.Id.ToString()));
    }
}
