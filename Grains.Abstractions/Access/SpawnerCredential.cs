namespace Spawner;

/// <summary>What a caller has shown to be: by an API key or by a token of an identity provider.</summary>
/// <param name="Name">Who it is; recorded as the submitter of what it spawns.</param>
/// <param name="Namespace">The one namespace that it may see and change.</param>
/// <param name="Roles">What it may do there.</param>
/// <param name="Scopes">What it may do besides, see <see cref="SpawnerScopes"/>, or to what its role is bound.</param>
public sealed record SpawnerCredential(string Name, string Namespace, SpawnerRoles Roles, IReadOnlySet<string> Scopes);

/// <summary>What a caller may do. docs/security.md has the table.</summary>
[Flags]
public enum SpawnerRoles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Sees all tasks, without their results and texts.</summary>
    Viewer = 1,

    /// <summary>Spawns tasks; sees, cancels and retries its own.</summary>
    Submitter = 2,

    /// <summary>Spawns, cancels and retries any task, pauses kinds, drains silos.</summary>
    Operator = 4,

    /// <summary>Does everything an operator does, discards tasks, and gives out keys.</summary>
    Admin = 8,
}

/// <summary>Scopes of credentials.</summary>
public static class SpawnerScopes
{
    /// <summary>An operator or admin with it sees results, output and failure texts.</summary>
    public const string ReadPayload = "payload:read";

    /// <summary>An admin with it gives out, sees and revokes keys of any namespace, not only of its own.</summary>
    public const string AllNamespaces = "namespaces:all";

    /// <summary>Begins a scope that binds spawning to kinds: <c>spawn:images.resize</c>, or <c>spawn:images.*</c> for all that begin so. Without any such scope all kinds may be spawned.</summary>
    public const string SpawnPrefix = "spawn:";
}
