using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spawner.Api.Access;
using Spawner.Api.Access.Jwt;
using Spawner.Api.Access.Keys;
using Spawner.Api.Document;
using Spawner.Api.Hosting;
using Spawner.Api.Limits;

namespace Spawner.Api;

/// <summary>Adds the HTTP API to a program that has an <see cref="ISpawnerClient"/>: a silo, or a web app with a connection to silos.</summary>
public static class SpawnerApiServiceCollectionExtensions
{
    /// <summary>
    /// Registers what the API needs; settings come from the configuration section <c>Spawner:Api</c>. The program also needs
    /// <c>AddSpawnerClient</c>, <see cref="SpawnerApiApplicationBuilderExtensions.UseSpawnerApi"/> and
    /// <see cref="SpawnerApiEndpointRouteBuilderExtensions.MapSpawnerApi"/>.
    /// </summary>
    /// <param name="services">The program's services.</param>
    /// <param name="configure">Overrides settings.</param>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "The composition root is where the injected source comes from.")]
    public static IServiceCollection AddSpawnerApi(this IServiceCollection services, Action<SpawnerApiOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<SpawnerApiOptions>().BindConfiguration(SpawnerApiOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Closing>();
        return services.AddAccess().AddDocument().AddRequestTimeouts(Timeouts.Configure).AddRateLimiter(limits => limits
            .AddPolicy<string, RequestRate>(RequestRate.Policy)
            .AddPolicy<string, OpenStreams>(OpenStreams.Policy));
    }

    private static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.TryAddSingleton<IAuthorizer, RoleAuthorizer>();
        services.AddSingleton<CallerClients>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<ITokenSource>(provider => provider.GetRequiredService<KeyRing>());
        services.AddHostedService<KeyUseRecorder>();
        services.AddSingleton<LocalTokenSource>();
        services.AddSingleton<ITokenSource>(provider => provider.GetRequiredService<LocalTokenSource>());
        services.AddHostedService(provider => provider.GetRequiredService<LocalTokenSource>());
        // Not AddAuthentication: it would make and store keys for cookies, which nothing here has.
        services.AddAuthenticationCore();
        services.AddWebEncoders();
        services.TryAddSingleton<IAuthenticationConfigurationProvider, SchemeConfiguration>();
        new AuthenticationBuilder(services)
            .AddScheme<AuthenticationSchemeOptions, KeyAuthenticationHandler>(ApiSchemes.Key, _ => { })
            .AddJwtBearer(ApiSchemes.Jwt)
            .AddPolicyScheme(ApiSchemes.Any, displayName: null, any => any.ForwardDefaultSelector = SchemeOf);
        services.AddSingleton<IConfigureOptions<JwtBearerOptions>, ConfigureJwt>();
        services.AddSingleton<IAuthorizationHandler, RightHandler>();
        services.AddAuthorizationBuilder().AddPolicy(RightExtensions.Policy, policy => policy
            .AddAuthenticationSchemes(ApiSchemes.Any)
            .RequireAuthenticatedUser()
            .AddRequirements(new RightRequirement()));
        return services;
    }

    /// <summary>A key has no dots, a token of an identity provider has two; which one it is says only who is to judge it.</summary>
    private static string SchemeOf(HttpContext http) =>
        ApiSchemes.TokenOf(http.Request) is { } token && !KeyText.IsKey(token)
        && http.RequestServices.GetRequiredService<IOptions<SpawnerApiOptions>>().Value.Jwt.Authority is not null
            ? ApiSchemes.Jwt
            : ApiSchemes.Key;
}
