using Spawner.Api.Json;

namespace Spawner.Api.Access;

/// <summary>What one's own credential may do.</summary>
internal sealed record SelfView(string Name, string Namespace, IReadOnlyList<string> Roles, IReadOnlyList<string> Scopes);

internal static class SelfEndpoint
{
    public static void MapSelf(this IEndpointRouteBuilder api) => api.MapGet("/me", Get)
        .WithName("getSelf").WithTags("access").WithSummary("Who you are, and what you may do").For(SpawnerAction.ReadSelf);

    private static JsonOk<SelfView> Get(Caller caller) => new(new SelfView(
        caller.Credential.Name,
        caller.Credential.Namespace,
        SpawnerRoleNames.NamesOf(caller.Credential.Roles),
        [.. caller.Credential.Scopes.Order(StringComparer.Ordinal)]));
}
