using System.Security.Claims;

namespace Spawner.Api.Access;

/// <summary>A credential as claims, and back: what authenticates a request and what answers it know each other by these only.</summary>
internal static class CredentialClaims
{
    private const string Namespace = "spawner:namespace";
    private const string Role = "spawner:role";
    private const string Scope = "spawner:scope";

    public static ClaimsPrincipal ToPrincipal(SpawnerCredential credential, string scheme)
    {
        var identity = new ClaimsIdentity(scheme, ClaimTypes.NameIdentifier, Role);
        identity.AddClaims(Of(credential));
        return new ClaimsPrincipal(identity);
    }

    public static IEnumerable<Claim> Of(SpawnerCredential credential) =>
    [
        new(ClaimTypes.NameIdentifier, credential.Name),
        new(Namespace, credential.Namespace),
        .. SpawnerRoleNames.NamesOf(credential.Roles).Select(role => new Claim(Role, role)),
        .. credential.Scopes.Select(scope => new Claim(Scope, scope)),
    ];

    /// <returns><see langword="null"/> if nobody of ours made the principal.</returns>
    public static SpawnerCredential? Read(ClaimsPrincipal principal)
    {
        if (principal.Identity is not { IsAuthenticated: true }
            || principal.FindFirst(ClaimTypes.NameIdentifier)?.Value is not { Length: > 0 } name
            || principal.FindFirst(Namespace)?.Value is not { Length: > 0 } where)
        {
            return null;
        }

        var roles = principal.FindAll(Role).Aggregate(SpawnerRoles.None, (all, role) => all | SpawnerRoleNames.Parse(role.Value));
        return new SpawnerCredential(name, where, roles, principal.FindAll(Scope).Select(scope => scope.Value).ToHashSet());
    }
}

/// <summary>Roles as texts.</summary>
internal static class SpawnerRoleNames
{
    private static readonly Dictionary<string, SpawnerRoles> Roles = new(StringComparer.Ordinal)
    {
        ["viewer"] = SpawnerRoles.Viewer,
        ["submitter"] = SpawnerRoles.Submitter,
        ["operator"] = SpawnerRoles.Operator,
        ["admin"] = SpawnerRoles.Admin,
    };

    public static IEnumerable<string> All => Roles.Keys;

    /// <returns><see cref="SpawnerRoles.None"/> if there is no such role.</returns>
    public static SpawnerRoles Parse(string? name) => name is not null && Roles.TryGetValue(name, out var role) ? role : SpawnerRoles.None;

    public static string[] NamesOf(SpawnerRoles roles) => [.. Roles.Where(role => roles.HasFlag(role.Value)).Select(role => role.Key)];
}
