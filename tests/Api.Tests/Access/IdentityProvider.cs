using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Spawner.Api.Tests.Access;

/// <summary>An identity provider of one's own: publishes its keys as OpenID Connect has it, and signs what a test asks for.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    private readonly RSA _rsa = RSA.Create(2048);
    private WebApplication? _app;

    public string Authority => _app!.Urls.Single();

    public static async Task<IdentityProvider> StartAsync()
    {
        var provider = new IdentityProvider();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        provider._app = app;
        app.MapGet("/.well-known/openid-configuration", () => Results.Text($$"""{"issuer":"{{provider.Authority}}","jwks_uri":"{{provider.Authority}}/keys"}""", "application/json"));
        app.MapGet("/keys", () => Results.Text(provider.Keys(), "application/json"));
        await app.StartAsync();
        return provider;
    }

    /// <summary>A token of this provider's; by default an operator's in the namespace builds, good for a minute.</summary>
    public string Token(string? issuer = null, string audience = "spawner", double lifeSeconds = 60, SigningCredentials? signedBy = null, params (string Name, object Value)[] claims)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var all = new Dictionary<string, object> { ["sub"] = "alice", ["namespace"] = "builds", ["roles"] = new[] { "spawner-operator", "other" }, ["scope"] = "openid payload:read" };
        foreach (var (name, value) in claims)
        {
            all[name] = value;
        }

        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer ?? Authority,
            Audience = audience,
            IssuedAt = now.AddHours(-1),
            NotBefore = now.AddHours(-1),
            Expires = now.AddSeconds(lifeSeconds),
            SigningCredentials = signedBy ?? new SigningCredentials(new RsaSecurityKey(_rsa) { KeyId = "one" }, SecurityAlgorithms.RsaSha256),
            Claims = all,
        });
    }

    /// <summary>Signs with the public key as if it were a secret.</summary>
    public SigningCredentials PublicKeyAsSecret() =>
        new(new SymmetricSecurityKey(_rsa.ExportSubjectPublicKeyInfo()) { KeyId = "one" }, SecurityAlgorithms.HmacSha256);

    public async ValueTask DisposeAsync()
    {
        await _app!.DisposeAsync();
        _rsa.Dispose();
    }

    private string Keys()
    {
        var key = _rsa.ExportParameters(includePrivateParameters: false);
        return $$"""{"keys":[{"kty":"RSA","use":"sig","kid":"one","alg":"RS256","n":"{{Base64UrlEncoder.Encode(key.Modulus)}}","e":"{{Base64UrlEncoder.Encode(key.Exponent)}}"}]}""";
    }
}
