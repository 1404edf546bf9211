using System.Security.Claims;

namespace Spawner.Api.Access.Jwt;

/// <summary>Reads a validated token's claims as a credential. Pure.</summary>
internal static class JwtCredentials
{
    private const string NamePrefix = "oidc:";

    /// <summary>As OAuth has it: one text with spaces; some providers make a list of it.</summary>
    private static readonly string[] ScopeClaims = ["scope", "scp"];

    /// <returns>The credential; <see langword="null"/> with the reason why the token is none.</returns>
    public static (SpawnerCredential? Credential, string Problem) Read(IEnumerable<Claim> claims, SpawnerJwtOptions options)
    {
        var all = claims.ToLookup(claim => claim.Type, claim => claim.Value);
        if (all[options.NameClaim].FirstOrDefault() is not { Length: > 0 } name || name.Length + NamePrefix.Length > SpawnLimits.MaximumTextLength)
        {
            return (null, $"The token has no claim '{options.NameClaim}' that names its bearer.");
        }

        var namespaces = all[options.NamespaceClaim].ToArray();
        if ((namespaces is [] ? options.Namespace : namespaces is [var single] ? single : null) is not { } taskNamespace || !TaskKind.IsValidName(taskNamespace))
        {
            return (null, $"The token has no claim '{options.NamespaceClaim}' with one namespace.");
        }

        var roles = all[options.RoleClaim]
            .Where(role => role.StartsWith(options.RolePrefix, StringComparison.Ordinal))
            .Aggregate(SpawnerRoles.None, (known, role) => known | SpawnerRoleNames.Parse(role[options.RolePrefix.Length..]));
        var scopes = ScopeClaims.SelectMany(claim => all[claim]).SelectMany(scope => scope.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToHashSet();
        return (new SpawnerCredential(NamePrefix + name, taskNamespace, roles, scopes), "");
    }
}
