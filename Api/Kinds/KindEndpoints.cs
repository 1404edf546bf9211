using Microsoft.AspNetCore.Http.HttpResults;
using Spawner.Api.Access;
using Spawner.Api.Json;
using Spawner.Api.Problems;
using Spawner.Api.Query;

namespace Spawner.Api.Kinds;

/// <summary>The kinds that live silos run, and those that are paused.</summary>
internal sealed record KindsView(IReadOnlyList<KindView> Kinds);

/// <summary>A kind, and the silos that run it.</summary>
internal sealed record KindView(string Name, bool Paused, IReadOnlyList<string> Silos);

/// <summary>Lists, pauses and resumes kinds.</summary>
internal static class KindEndpoints
{
    public static void MapKinds(this IEndpointRouteBuilder api)
    {
        var kinds = api.MapGroup("/kinds").WithTags("kinds");
        kinds.MapGet("", ListAsync).WithName("listKinds").WithSummary("The kinds of tasks").For(SpawnerAction.ReadCluster);
        kinds.MapPost("/{kind}/pause", PauseAsync).WithName("pauseKind").WithSummary("Start no durable tasks of a kind").For(SpawnerAction.Manage);
        kinds.MapPost("/{kind}/resume", ResumeAsync).WithName("resumeKind").WithSummary("Start durable tasks of a kind again").For(SpawnerAction.Manage);
    }

    private static async Task<JsonOk<KindsView>> ListAsync(HttpRequest request, Caller caller, CancellationToken cancel)
    {
        QueryParameters.DemandNone(request);
        return new JsonOk<KindsView>(new KindsView(await KindsAsync(caller, cancel)));
    }

    private static async Task<NoContent> PauseAsync(string kind, Caller caller, CancellationToken cancel)
    {
        await ThrowIfUnknownAsync(kind, caller, cancel);
        await caller.Client.PauseKindAsync(kind, cancel);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> ResumeAsync(string kind, Caller caller, CancellationToken cancel)
    {
        await ThrowIfUnknownAsync(kind, caller, cancel);
        await caller.Client.ResumeKindAsync(kind, cancel);
        return TypedResults.NoContent();
    }

    /// <summary>A kind that nobody runs is more often misspelt than early.</summary>
    private static async Task ThrowIfUnknownAsync(string kind, Caller caller, CancellationToken cancel)
    {
        var known = await KindsAsync(caller, cancel);
        if (!known.Exists(one => one.Name == kind))
        {
            throw new ProblemException(ApiProblems.UnknownKind(
                $"No live silo runs a kind {ProblemList.Cut(kind)}, and none of that name is paused. Known: {string.Join(", ", known.Select(one => one.Name))}."));
        }
    }

    private static async Task<List<KindView>> KindsAsync(Caller caller, CancellationToken cancel)
    {
        var silos = await caller.Client.ListSilosAsync(cancel);
        var paused = await PausedAsync(caller, cancel);
        return [.. silos.SelectMany(silo => silo.Kinds.Select(kind => (Kind: kind, Silo: silo.Name)))
            .Concat(paused.Select(kind => (Kind: kind, Silo: "")))
            .GroupBy(pair => pair.Kind, pair => pair.Silo)
            .OrderBy(kind => kind.Key, StringComparer.Ordinal)
            .Select(kind => new KindView(
                kind.Key, paused.Contains(kind.Key), [.. kind.Where(silo => silo.Length > 0).Distinct().Order(StringComparer.Ordinal)]))];
    }

    private static async Task<IReadOnlyList<string>> PausedAsync(Caller caller, CancellationToken cancel)
    {
        try
        {
            return await caller.Client.ListPausedKindsAsync(cancel);
        }
        catch (TaskStoreUnavailableException none) when (!none.IsTransient)
        {
            // Without a store nothing can be paused.
            return [];
        }
    }
}
