using Spawner.Api.Json;
using Spawner.Api.Query;

namespace Spawner.Api.Access;

/// <summary>What one's own credential may do.</summary>
internal sealed record SelfView(string Name, string Namespace, IReadOnlyList<string> Roles, IReadOnlyList<string> Scopes);

internal static class SelfEndpoint
{
    public static void MapSelf(this IEndpointRouteBuilder api) => api.MapGet("/me", Get)
        .WithName("getSelf").WithTags("access").WithSummary("Who you are, and what you may do").For(SpawnerAction.ReadSelf);

    private static JsonOk<SelfView> Get(HttpRequest request, Caller caller)
    {
        QueryParameters.DemandNone(request);
        return new JsonOk<SelfView>(new SelfView(
            caller.Credential.Name,
            caller.Credential.Namespace,
            SpawnerRoleNames.NamesOf(caller.Credential.Roles),
            [.. caller.Credential.Scopes.Order(StringComparer.Ordinal)]));
    }
}
