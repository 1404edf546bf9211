using Spawner.Cli.Api.Documents;

namespace Spawner.Cli.Api;

/// <summary>The server refused a request.</summary>
internal sealed class ApiException(int exitCode, string message, Problem problem) : CommandException(exitCode, message)
{
    public Problem Problem { get; } = problem;

    public static ApiException From(int status, Problem problem) => new(ExitCodeOf(status), MessageOf(status, problem), problem);

    private static int ExitCodeOf(int status) => status switch
    {
        401 or 403 => ExitCodes.Denied,
        404 => ExitCodes.NotFound,
        400 or 413 or 415 or 422 => ExitCodes.BadArguments,
        429 or >= 500 => ExitCodes.NoConnection,
        _ => ExitCodes.Failed,
    };

    private static string MessageOf(int status, Problem problem) => status switch
    {
        401 => $"{problem.Text()} Store a token that is accepted: 'spawner login'.",
        429 => $"{problem.Text()} The server takes no more requests from here for now; try again later.",
        _ => problem.Text(),
    };
}

/// <summary>No server answered, or the connection broke before it had.</summary>
internal sealed class NoConnectionException(string message, Exception? inner = null) : CommandException(ExitCodes.NoConnection, message, inner)
{
    /// <summary>Whether a server may have done what was asked.</summary>
    public bool MayHaveArrived { get; init; }
}
