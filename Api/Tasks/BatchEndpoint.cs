using System.Globalization;
using Spawner.Api.Access;
using Spawner.Api.Json;
using Spawner.Api.Problems;

namespace Spawner.Api.Tasks;

/// <summary>Spawns several tasks of one kind, and says of each what became of it.</summary>
internal static class BatchEndpoint
{
    public static void MapSpawnBatch(this IEndpointRouteBuilder tasks) => tasks.MapPost("/batch", SpawnAsync)
        .WithName("spawnTasks").WithSummary("Spawn up to 1,000 tasks of one kind").For(SpawnerAction.Spawn).WithBodyUpTo(BodyLimits.ManyTasks);

    private static async Task<JsonOk<BatchView>> SpawnAsync(JsonBody<BatchBody> body, Caller caller, CancellationToken cancel)
    {
        var problems = new ProblemList();
        var kind = AnyKind.Read(body.Value.Kind, "kind", problems);
        var items = Items(body.Value, problems);
        var options = (body.Value.Options ?? new SpawnOptionsBody())
            .ToOptions(idempotencyKey: null, hasKeys: items.Exists(item => item.Key is not null || item.IdempotencyKey is not null), problems);
        problems.ThrowIfAny();
        await caller.DemandAsync(SpawnerAction.Spawn, kind.Name);
        return new JsonOk<BatchView>(new BatchView(
            MayGoTogether(items) ? await SpawnTogetherAsync(caller, kind, items, options, cancel) : await SpawnEachAsync(caller, kind, items, options, cancel)));
    }

    private static List<SpawnItem<RawJson>> Items(BatchBody body, ProblemList problems)
    {
        if (body.Items is not { Count: >= 1 and <= SpawnLimits.MaximumBatchItems } given)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"items has {body.Items?.Count ?? 0} entries. Accepted: 1 to {SpawnLimits.MaximumBatchItems}."));
            return [];
        }

        List<SpawnItem<RawJson>> items = new(given.Count);
        foreach (var (index, item) in given.Index())
        {
            if (item is null)
            {
                problems.Add($"items[{index}] is null. Accepted: an object with an input.");
                continue;
            }

            items.Add(new SpawnItem<RawJson>(item.Input) { IdempotencyKey = item.IdempotencyKey, Key = item.Key?.ToKey($"items[{index}].key", problems) });
        }

        return items;
    }

    /// <summary>None can fail alone: then they go in one message, all of them or none.</summary>
    private static bool MayGoTogether(List<SpawnItem<RawJson>> items) => items.TrueForAll(
        item => item is { Key: null, IdempotencyKey: null } && item.Input.Utf8.Length <= SpawnLimits.MaximumPayloadBytes);

    private static async Task<BatchItemView[]> SpawnTogetherAsync(
        Caller caller, TaskKind<RawJson, RawJson> kind, List<SpawnItem<RawJson>> items, SpawnOptions options, CancellationToken cancel)
    {
        var batch = await caller.Client.SpawnManyAsync(kind, items.ConvertAll(item => item.Input), options, cancel);
        return [.. batch.Tasks.Select((task, index) => new BatchItemView(index, task.Id.ToString(), Problem: null))];
    }

    private static async Task<BatchItemView[]> SpawnEachAsync(
        Caller caller, TaskKind<RawJson, RawJson> kind, List<SpawnItem<RawJson>> items, SpawnOptions options, CancellationToken cancel)
    {
        var reports = await caller.Client.SpawnEachAsync(kind, items, options, cancel);
        return [.. reports.Select((report, index) => new BatchItemView(
            index,
            report.Task?.Id.ToString(),
            report.Problem is { } problem ? ProblemMapping.Of(problem) ?? ApiProblems.Internal() : null))];
    }
}
