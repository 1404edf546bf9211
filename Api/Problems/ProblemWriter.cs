using System.Globalization;
using Spawner.Api.Json;

namespace Spawner.Api.Problems;

/// <summary>Writes problem documents.</summary>
internal static class ProblemWriter
{
    private const string MediaType = "application/problem+json";

    public static Task WriteAsync(HttpContext http, Problem problem)
    {
        http.Response.StatusCode = problem.Status;
        if (problem.RetryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = Math.Ceiling(seconds).ToString(CultureInfo.InvariantCulture);
        }

        if (problem.Status == StatusCodes.Status413PayloadTooLarge && HttpProtocol.IsHttp11(http.Request.Protocol))
        {
            // The rest of the body is not read, so nothing can follow it: without a word the caller would send its next request there.
            http.Response.Headers.Connection = "close";
        }

        if (problem.Status == StatusCodes.Status401Unauthorized)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return http.Response.WriteAsJsonAsync(problem, ApiJson.Of<Problem>(), MediaType, CancellationToken.None);
    }
}
