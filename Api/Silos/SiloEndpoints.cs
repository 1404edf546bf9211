using Microsoft.AspNetCore.Http.HttpResults;
using Spawner.Api.Access;
using Spawner.Api.Json;
using Spawner.Api.Query;

namespace Spawner.Api.Silos;

/// <summary>Lists, drains and resumes silos.</summary>
internal static class SiloEndpoints
{
    /// <summary>Where to see that it is done.</summary>
    private static readonly Uri Listed = new($"{ApiPaths.Base}/silos", UriKind.Relative);

    public static void MapSilos(this IEndpointRouteBuilder api)
    {
        var silos = api.MapGroup("/silos").WithTags("silos");
        silos.MapGet("", ListAsync).WithName("listSilos").WithSummary("The live silos with their load").For(SpawnerAction.ReadCluster);
        silos.MapPost("/{silo}/drain", DrainAsync).WithName("drainSilo").WithSummary("Stop a silo from taking tasks").For(SpawnerAction.Drain);
        silos.MapPost("/{silo}/resume", ResumeAsync).WithName("resumeSilo").WithSummary("Let a drained silo take tasks again").For(SpawnerAction.Drain);
    }

    private static async Task<JsonOk<SilosView>> ListAsync(HttpRequest request, Caller caller, CancellationToken cancel)
    {
        QueryParameters.DemandNone(request);
        var silos = await caller.Client.ListSilosAsync(cancel);
        return new JsonOk<SilosView>(new SilosView([.. silos.Select(SiloView.Of).OrderBy(silo => silo.Name, StringComparer.Ordinal)]));
    }

    private static async Task<Accepted> DrainAsync(string silo, Caller caller, CancellationToken cancel)
    {
        await caller.Client.DrainSiloAsync(silo, cancel);
        return TypedResults.Accepted(Listed);
    }

    private static async Task<Accepted> ResumeAsync(string silo, Caller caller, CancellationToken cancel)
    {
        await caller.Client.ResumeSiloAsync(silo, cancel);
        return TypedResults.Accepted(Listed);
    }
}
