using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.Tokens;

namespace Spawner.Api.Access.Jwt;

/// <summary>Sets up the framework's bearer scheme: what it validates is the provider's, what comes out is a credential of ours.</summary>
internal sealed class ConfigureJwt(IOptions<SpawnerApiOptions> api) : IConfigureNamedOptions<JwtBearerOptions>
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    public void Configure(JwtBearerOptions options) => Configure(ApiSchemes.Jwt, options);

    public void Configure(string? name, JwtBearerOptions options)
    {
        var jwt = api.Value.Jwt;
        if (name != ApiSchemes.Jwt || jwt.Authority is null)
        {
            return;
        }

        options.Authority = jwt.Authority;
        options.Audience = jwt.Audience;
        options.RequireHttpsMetadata = jwt.RequireHttps;
        options.MapInboundClaims = false;
        options.SaveToken = false;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidateAudience = true,
            ValidateIssuer = true,
            ValidateLifetime = true,
            ValidateIssuerSigningKey = true,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ClockSkew = ClockSkew,
            // Nothing symmetric: the provider's public key would pass for a secret.
            ValidAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"],
        };
        options.Events = new JwtBearerEvents { OnTokenValidated = context => TakeAsync(context, jwt) };
    }

    private static Task TakeAsync(TokenValidatedContext context, SpawnerJwtOptions jwt)
    {
        var (credential, problem) = JwtCredentials.Read(context.Principal!.Claims, jwt);
        if (credential is null)
        {
            context.Fail(problem);
        }
        else
        {
            context.Principal = CredentialClaims.ToPrincipal(credential, ApiSchemes.Jwt);
        }

        return Task.CompletedTask;
    }
}

/// <summary>What the framework's own AddAuthentication would register.</summary>
internal sealed class SchemeConfiguration(IConfiguration configuration) : IAuthenticationConfigurationProvider
{
    public IConfiguration AuthenticationConfiguration => configuration.GetSection("Authentication");
}
