using Spawner.Api.Limits;
using Spawner.Api.Problems;

namespace Spawner.Api;

/// <summary>Puts what stands before the API's endpoints into a program's pipeline.</summary>
public static class SpawnerApiApplicationBuilderExtensions
{
    /// <summary>
    /// Adds problem documents, security headers, time limits, authentication, authorization and rate limits. Call it after routing and before the endpoints;
    /// without it the endpoints refuse to answer.
    /// </summary>
    /// <param name="app">The program's pipeline.</param>
    public static IApplicationBuilder UseSpawnerApi(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app
            .UseMiddleware<SecurityHeaders>()
            .UseMiddleware<ProblemMiddleware>()
            .UseRequestTimeouts()
            .UseAuthentication()
            .UseAuthorization()
            .UseRateLimiter();
    }
}
