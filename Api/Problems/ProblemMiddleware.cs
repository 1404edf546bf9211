using System.Diagnostics.CodeAnalysis;
using Spawner.Api.Access;

namespace Spawner.Api.Problems;

/// <summary>Whatever ends a request to the API without an answer, its caller gets one problem document.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    [SuppressMessage("Design", "CA1031", Justification = "A defect becomes a problem document, and is logged.")]
    public async Task InvokeAsync(HttpContext http)
    {
        if (!http.Request.Path.StartsWithSegments(ApiPaths.Root, StringComparison.OrdinalIgnoreCase))
        {
            await next(http);
            return;
        }

        try
        {
            await next(http);
            if (!http.Response.HasStarted && http.Response.StatusCode >= StatusCodes.Status400BadRequest && OfStatus(http) is { } silent)
            {
                await ProblemWriter.WriteAsync(http, silent);
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there any more.
        }
        catch (Exception failure) when (!http.Response.HasStarted)
        {
            var problem = ProblemMapping.Of(failure, http);
            if (problem is null)
            {
                LogFailed(failure, http.Request.Method, http.Request.Path);
            }

            await ProblemWriter.WriteAsync(http, problem ?? ApiProblems.Internal());
        }
    }

    private static Problem? OfStatus(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status401Unauthorized => ApiProblems.Unauthenticated("No credential was given, or it is not known here, or has expired. Send 'Authorization: Bearer TOKEN'."),
        StatusCodes.Status403Forbidden => ApiProblems.Forbidden(http.Items[RightHandler.Reason] as string ?? "The credential does not allow this."),
        StatusCodes.Status404NotFound => ApiProblems.NotFound($"Nothing is at this path. {ApiPaths.Document} lists what there is."),
        StatusCodes.Status405MethodNotAllowed => ApiProblems.MethodNotAllowed(http.Request.Method, http.Response.Headers.Allow.ToString()),
        StatusCodes.Status415UnsupportedMediaType => ApiProblems.UnsupportedMediaType(http.Request.ContentType).Problem,
        StatusCodes.Status504GatewayTimeout => ApiProblems.Timeout("The request was not done in time; it may or may not have happened."),
        _ => null,
    };

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFailed(Exception failure, string method, string path);
}
