using System.Globalization;
using Spawner.Api.Problems;

namespace Spawner.Api.Access.Keys;

/// <summary>What is accepted of a key to make. Pure.</summary>
internal static class KeyRules
{
    private const int MostScopes = 32;

    public static ProblemList Validate(KeyBodyToMake key, DateTimeOffset now)
    {
        var problems = new ProblemList();

        // Without a colon, so that no key has the name of somebody whom an identity provider knows.
        if (!TaskKind.IsValidName(key.Name) || key.Name == LocalTokenSource.Name)
        {
            problems.Add($"name is {ProblemList.Cut(key.Name)}. Accepted: 1 to {TaskKind.MaximumNameLength} ASCII letters, digits, '.', '-' and '_', but not '{LocalTokenSource.Name}'.");
        }

        if (key.Namespace is not null && !TaskKind.IsValidName(key.Namespace))
        {
            problems.Add($"namespace is {ProblemList.Cut(key.Namespace)}. Accepted: 1 to {TaskKind.MaximumNameLength} ASCII letters, digits, '.', '-' and '_'.");
        }

        if (SpawnerRoleNames.Parse(key.Role) == SpawnerRoles.None)
        {
            problems.Add($"role is {ProblemList.Cut(key.Role)}. Accepted: {string.Join(", ", SpawnerRoleNames.All)}.");
        }

        if (key.Scopes?.Count > MostScopes)
        {
            problems.Add($"scopes has {key.Scopes.Count} entries. Accepted: up to {MostScopes}.");
        }

        foreach (var (index, scope) in (key.Scopes ?? []).Take(MostScopes).Index())
        {
            if (!IsScope(scope))
            {
                problems.Add($"scopes[{index}] is {ProblemList.Cut(scope)}. Accepted: {SpawnerScopes.ReadPayload}, {SpawnerScopes.AllNamespaces}, {SpawnerScopes.SpawnPrefix}KIND, {SpawnerScopes.SpawnPrefix}BEGINNING*.");
            }
        }

        if (key.ExpiresAt <= now)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"expiresAt is {key.ExpiresAt:O}, which has passed. Accepted: a time to come, or nothing for a key that does not expire."));
        }

        return problems;
    }

    private static bool IsScope(string? scope) =>
        scope is SpawnerScopes.ReadPayload or SpawnerScopes.AllNamespaces
        || (scope?.StartsWith(SpawnerScopes.SpawnPrefix, StringComparison.Ordinal) == true
            && (scope == SpawnerScopes.SpawnPrefix + "*" || TaskKind.IsValidName(scope[SpawnerScopes.SpawnPrefix.Length..].TrimEnd('*'))));
}
