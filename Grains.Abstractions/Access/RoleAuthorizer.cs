namespace Spawner;

/// <summary>
/// Decides by roles, as the table in docs/security.md does. A caller without a credential is a program that reaches the silos' own
/// ports, and those are for trusted programs: silos bind them to loopback by default. Pure.
/// </summary>
internal sealed class RoleAuthorizer : IAuthorizer
{
    private const SpawnerRoles Managers = SpawnerRoles.Operator | SpawnerRoles.Admin;
    private const SpawnerRoles Anybody = Managers | SpawnerRoles.Viewer | SpawnerRoles.Submitter;

    public ValueTask<string?> WhyDeniedAsync(AuthorizationRequest request) => ValueTask.FromResult(WhyDenied(request));

    public static string? WhyDenied(AuthorizationRequest request)
    {
        if (request.Credential is not { } credential)
        {
            return null;
        }

        if (credential.Namespace != request.Namespace)
        {
            return $"'{credential.Name}' belongs to the namespace '{credential.Namespace}', and may do nothing in another one.";
        }

        var needed = RolesFor(request, credential);
        return (credential.Roles & needed) == SpawnerRoles.None
            ? $"'{credential.Name}' has the role {TextOf(credential.Roles)}, and may not {Describe(request.Action)}. {NeedOf(request, needed)}"
            : request.Action == SpawnerAction.Spawn && request.Kind is { } kind && !MaySpawn(kind, credential.Scopes)
                ? $"'{credential.Name}' may not spawn tasks of kind '{kind}': its scopes name other kinds."
                : null;
    }

    /// <summary>The roles that allow it: a submitter only what is its own, or may turn out to be.</summary>
    private static SpawnerRoles RolesFor(AuthorizationRequest request, SpawnerCredential credential)
    {
        var owner = request.Owner is null || request.Owner == credential.Name ? SpawnerRoles.Submitter : SpawnerRoles.None;
        var readers = credential.Scopes.Contains(SpawnerScopes.ReadPayload) ? Managers : SpawnerRoles.None;
        return request.Action switch
        {
            SpawnerAction.Spawn => Managers | SpawnerRoles.Submitter,
            SpawnerAction.Read => Managers | SpawnerRoles.Viewer | owner,
            SpawnerAction.ReadAll => Managers | SpawnerRoles.Viewer,
            SpawnerAction.ReadPayload => readers | owner,
            SpawnerAction.Change => Managers | owner,
            SpawnerAction.Manage or SpawnerAction.Drain => Managers,
            SpawnerAction.ReadCluster or SpawnerAction.ReadSelf => Anybody,
            SpawnerAction.Discard or SpawnerAction.Administer => SpawnerRoles.Admin,
            _ => SpawnerRoles.None,
        };
    }

    private static bool MaySpawn(string kind, IReadOnlySet<string> scopes)
    {
        var bound = scopes.Where(scope => scope.StartsWith(SpawnerScopes.SpawnPrefix, StringComparison.Ordinal)).ToArray();
        return bound is [] || bound.Any(scope => Matches(kind, scope[SpawnerScopes.SpawnPrefix.Length..]));
    }

    private static bool Matches(string kind, string pattern) =>
        pattern.EndsWith('*') ? kind.StartsWith(pattern[..^1], StringComparison.Ordinal) : kind == pattern;

    private static string NeedOf(AuthorizationRequest request, SpawnerRoles needed) =>
        request.Action == SpawnerAction.ReadPayload
            ? $"That needs to be the task's submitter, or the role operator or admin with the scope '{SpawnerScopes.ReadPayload}'."
            : request.Owner is not null && !needed.HasFlag(SpawnerRoles.Submitter)
                ? $"That needs to be the task's submitter, or the role {TextOf(needed)}."
                : $"That needs the role {TextOf(needed)}.";

    private static string TextOf(SpawnerRoles roles) =>
        string.Join(" or ", Enum.GetValues<SpawnerRoles>().Where(role => role != SpawnerRoles.None && roles.HasFlag(role)).Select(NameOf).DefaultIfEmpty("none"));

    private static string NameOf(SpawnerRoles role) => role switch
    {
        SpawnerRoles.Viewer => "viewer",
        SpawnerRoles.Submitter => "submitter",
        SpawnerRoles.Operator => "operator",
        _ => "admin",
    };

    private static string Describe(SpawnerAction action) => action switch
    {
        SpawnerAction.Spawn => "spawn tasks",
        SpawnerAction.Read => "see this task",
        SpawnerAction.ReadAll => "see the tasks of all submitters",
        SpawnerAction.ReadPayload => "see results, output and failure texts",
        SpawnerAction.Change => "cancel or retry this task",
        SpawnerAction.Manage => "change many tasks at once or pause kinds",
        SpawnerAction.Drain => "drain or resume silos",
        SpawnerAction.Discard => "discard tasks",
        SpawnerAction.Administer => "manage keys",
        SpawnerAction.ReadCluster => "see the cluster",
        _ => "do this",
    };
}
