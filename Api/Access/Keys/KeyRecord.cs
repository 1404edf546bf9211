using System.Text.Json.Serialization;

namespace Spawner.Api.Access.Keys;

/// <summary>An API key as it is kept: not the key itself.</summary>
internal sealed record KeyRecord
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Namespace { get; init; }

    /// <summary>viewer, submitter, operator or admin.</summary>
    public required string Role { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Begins the key, and finds it.</summary>
    public required string Prefix { get; init; }

    /// <summary>SHA-256 of the key, in base64.</summary>
    public required string Hash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>To the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    [JsonIgnore]
    public byte[] HashBytes => field ??= Convert.FromBase64String(Hash);

    public bool HasExpired(DateTimeOffset now) => ExpiresAt <= now;

    public SpawnerCredential ToCredential() => new(Name, Namespace, SpawnerRoleNames.Parse(Role), Scopes.ToHashSet());
}

/// <summary>The content of a file of keys.</summary>
internal sealed record KeyFileContent(IReadOnlyList<KeyRecord> Keys);
