namespace Spawner.Cli.Api.Documents;

/// <summary>Who the caller is to the server.</summary>
internal sealed record Me(string? Name, string? Namespace, IReadOnlyList<string>? Roles, IReadOnlyList<string>? Scopes);

internal sealed record KeyList(IReadOnlyList<ApiKey> Keys);

/// <summary>An API key; the key itself is told once, when it is made.</summary>
internal sealed record ApiKey
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public string? Namespace { get; init; }

    public string? Role { get; init; }

    public IReadOnlyList<string>? Scopes { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>How the key begins: by that its owner tells it from others.</summary>
    public string? Prefix { get; init; }

    public string? Key { get; init; }
}

internal sealed record NewKeyDocument(string Name, string? Namespace, string Role, IReadOnlyList<string>? Scopes, DateTimeOffset? ExpiresAt);
