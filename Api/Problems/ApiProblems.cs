using System.Globalization;

namespace Spawner.Api.Problems;

/// <summary>The problems that the API knows, one for each name in docs/api.md.</summary>
internal static class ApiProblems
{
    /// <summary>How long a caller waits by default before it asks again what may work then.</summary>
    private const double SoonSeconds = 1;

    public static Problem InvalidRequest(IReadOnlyList<string> problems) => Of(
        "invalid-request", "The request is not accepted", StatusCodes.Status400BadRequest, string.Join(" ", problems)) with
    {
        Errors = problems,
    };

    public static ProblemException Invalid(IReadOnlyList<string> problems) => new(InvalidRequest(problems));

    public static Problem Unauthenticated(string detail) => Of("unauthenticated", "A credential is needed", StatusCodes.Status401Unauthorized, detail);

    public static Problem Forbidden(string detail) => Of("forbidden", "The credential does not allow this", StatusCodes.Status403Forbidden, detail);

    public static Problem UnknownTask(TaskId id) => Of(
        "unknown-task",
        "There is no such task",
        StatusCodes.Status404NotFound,
        $"Task {id} is unknown in this namespace: it never existed, or it ended and is no longer kept. Check the id, or ask sooner.");

    public static Problem UnknownSilo(string detail) => Of("unknown-silo", "There is no such silo", StatusCodes.Status404NotFound, detail);

    public static Problem UnknownKind(string detail) => Of("unknown-kind", "There is no such kind", StatusCodes.Status404NotFound, detail);

    public static Problem NotFound(string detail) => Of("not-found", "There is nothing here", StatusCodes.Status404NotFound, detail);

    public static Problem MethodNotAllowed(string method, string allowed) => Of(
        "method-not-allowed", "The method is not accepted here", StatusCodes.Status405MethodNotAllowed, $"Found {method}. Accepted: {allowed}.");

    public static Problem KeyTaken(string detail, TaskId existing) => Of("key-taken", "Another task has the key", StatusCodes.Status409Conflict, detail) with
    {
        Existing = existing.ToString(),
    };

    public static Problem NotChanged(string detail) => Of("not-changed", "The task was left as it is", StatusCodes.Status409Conflict, detail);

    public static Problem PayloadTooLarge(long? limit) => Of(
        "payload-too-large",
        "The body is too large",
        StatusCodes.Status413PayloadTooLarge,
        limit is { } bytes
            ? string.Create(CultureInfo.InvariantCulture, $"The body is larger than is accepted here. Accepted: up to {bytes} bytes; send less at once, or a reference to where larger data lies.")
            : "The body is larger than is accepted here. Send less at once, or a reference to where larger data lies.");

    public static ProblemException UnsupportedMediaType(string? found) => new(Of(
        "unsupported-media-type",
        "The body is not JSON",
        StatusCodes.Status415UnsupportedMediaType,
        $"The content type is {(found is null ? "not given" : $"'{(found.Length <= 80 ? found : found[..80] + "…")}'")}. Accepted: application/json."));

    public static Problem TooManyRequests(double retryAfterSeconds, string detail) =>
        Of("too-many-requests", "The credential asks too much", StatusCodes.Status429TooManyRequests, detail) with { RetryAfterSeconds = retryAfterSeconds };

    public static Problem ClusterBusy(string detail, TimeSpan retryAfter) => Of("cluster-busy", "The cluster is busy", StatusCodes.Status503ServiceUnavailable, detail) with
    {
        RetryAfterSeconds = Math.Max(SoonSeconds, retryAfter.TotalSeconds),
    };

    public static Problem ClusterUnavailable(string detail) => Of("cluster-unavailable", "No silo answers", StatusCodes.Status503ServiceUnavailable, detail) with
    {
        RetryAfterSeconds = SoonSeconds,
    };

    public static Problem StoreUnavailable(string detail, bool isTransient) => Of(
        "store-unavailable", "The store for durable tasks is not there", StatusCodes.Status503ServiceUnavailable, detail) with
    {
        RetryAfterSeconds = isTransient ? SoonSeconds : null,
    };

    public static Problem Timeout(string detail) => Of("timeout", "It took too long", StatusCodes.Status504GatewayTimeout, detail);

    public static Problem Internal() => Of(
        "internal", "The server failed", StatusCodes.Status500InternalServerError, "Something went wrong that is not the request's fault. The silo's log says what.");

    private static Problem Of(string name, string title, int status, string detail) =>
        new() { Type = Problem.TypePrefix + name, Title = title, Status = status, Detail = detail };
}
