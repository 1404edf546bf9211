using System.ComponentModel.DataAnnotations;

namespace Spawner.Api;

/// <summary>Tokens of an identity provider (OpenID Connect); bound from <c>Spawner:Api:Jwt</c>. Off unless an authority is named.</summary>
public sealed class SpawnerJwtOptions
{
    /// <summary>The identity provider: its address, below which <c>.well-known/openid-configuration</c> is. Default none.</summary>
    [StringLength(2048, MinimumLength = 1)]
    public string? Authority { get; set; }

    /// <summary>For whom tokens must be made out. Needed with an authority.</summary>
    [StringLength(256, MinimumLength = 1)]
    public string? Audience { get; set; }

    /// <summary>Whether the provider is asked over TLS only. Default true; false is for tests on one machine.</summary>
    public bool RequireHttps { get; set; } = true;

    /// <summary>Claim that names the caller; its tasks are submitted by <c>oidc:NAME</c>. Default <c>sub</c>.</summary>
    [StringLength(256, MinimumLength = 1)]
    public string NameClaim { get; set; } = "sub";

    /// <summary>Claim with the caller's roles, one or many. Default <c>roles</c>.</summary>
    [StringLength(256, MinimumLength = 1)]
    public string RoleClaim { get; set; } = "roles";

    /// <summary>What roles that are meant for Spawner begin with, such as <c>spawner-</c>. Default nothing.</summary>
    [StringLength(64)]
    public string RolePrefix { get; set; } = "";

    /// <summary>Claim with the caller's namespace. Default <c>namespace</c>.</summary>
    [StringLength(256, MinimumLength = 1)]
    public string NamespaceClaim { get; set; } = "namespace";

    /// <summary>The namespace of callers without that claim. Default none: they are refused.</summary>
    [RegularExpression("^[A-Za-z0-9._-]{1,128}$")]
    public string? Namespace { get; set; }
}
