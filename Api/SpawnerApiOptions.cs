using System.ComponentModel.DataAnnotations;

namespace Spawner.Api;

/// <summary>The HTTP API; bound from the configuration section <c>Spawner:Api</c>.</summary>
public sealed class SpawnerApiOptions
{
    /// <summary>Section that these options are bound from.</summary>
    public const string SectionName = "Spawner:Api";

    /// <summary>Whether a silo's host serves the API at <c>Spawner:Silo:HttpUrl</c>. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// File of a token that may do everything in the namespace <c>default</c>. Default <c>spawner/api-token</c> in the user's local application
    /// data, made at the first start on a loopback address; elsewhere none is made unless this names it.
    /// </summary>
    [StringLength(4096, MinimumLength = 1)]
    public string? TokenFile { get; set; }

    /// <summary>The namespace of that token. Default <c>default</c>.</summary>
    [RegularExpression("^[A-Za-z0-9._-]{1,128}$")]
    public string TokenNamespace { get; set; } = "default";

    /// <summary>
    /// File of API keys; silos that share its folder share the keys. Default <c>spawner/api-keys.json</c> in the user's local application
    /// data on a loopback address; elsewhere no keys are kept unless this names a file.
    /// </summary>
    [StringLength(4096, MinimumLength = 1)]
    public string? KeysFile { get; set; }

    /// <summary>Most requests a second of one credential; after a quiet time twice as many at once. Default 2,000; 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 2000;

    /// <summary>Most streams of events that one credential may have open at one silo. Default 20,000; 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int StreamsPerCredential { get; set; } = 20_000;

    /// <summary>Tokens of an identity provider.</summary>
    public SpawnerJwtOptions Jwt { get; set; } = new();

    /// <summary>Says that a proxy before this program speaks TLS with callers, so that it may listen without TLS beyond loopback. Default false.</summary>
    public bool BehindProxy { get; set; }
}
