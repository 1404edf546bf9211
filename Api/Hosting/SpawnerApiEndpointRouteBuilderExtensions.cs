using Spawner.Api.Access;
using Spawner.Api.Access.Keys;
using Spawner.Api.Document;
using Spawner.Api.Hosting;
using Spawner.Api.Kinds;
using Spawner.Api.Limits;
using Spawner.Api.Placement;
using Spawner.Api.Silos;
using Spawner.Api.Tasks;

namespace Spawner.Api;

/// <summary>Maps the HTTP API.</summary>
public static class SpawnerApiEndpointRouteBuilderExtensions
{
    /// <summary>Maps the API below <c>/api/v1</c>. Every endpoint asks for a credential, whatever the program's own policies are.</summary>
    /// <param name="endpoints">The program's endpoints.</param>
    public static IEndpointConventionBuilder MapSpawnerApi(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var api = endpoints.MapGroup(ApiPaths.Base);
        api.RequireAuthorization(RightExtensions.Policy).WithRequestTimeout(Timeouts.Usual).RequireRateLimiting(RequestRate.Policy);
        api.MapTasks();
        api.MapKinds();
        api.MapSilos();
        api.MapPlacement();
        api.MapSelf();
        api.MapKeys();
        endpoints.MapDocument();
        return api;
    }
}
