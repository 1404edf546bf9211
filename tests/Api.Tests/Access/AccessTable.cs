namespace Spawner.Api.Tests.Access;

/// <summary>Who may use which endpoint. An endpoint that is not here fails a test.</summary>
internal static class AccessTable
{
    public const string Nobody404 = "0197f2c04b1e7d0a8c55d9a1e2f30417";

    private const SpawnerRoles V = SpawnerRoles.Viewer;
    private const SpawnerRoles S = SpawnerRoles.Submitter;
    private const SpawnerRoles O = SpawnerRoles.Operator;
    private const SpawnerRoles A = SpawnerRoles.Admin;

    /// <summary>Of submitters and tasks: their own. The body is one that gets past what is asked of bodies.</summary>
    public static readonly Dictionary<string, (SpawnerRoles Roles, string? Body)> Rows = new()
    {
        ["POST /api/v1/tasks"] = (S | O | A, """{"kind":"test.echo","input":1}"""),
        ["POST /api/v1/tasks/batch"] = (S | O | A, """{"kind":"test.echo","items":[{"input":1}]}"""),
        ["GET /api/v1/tasks"] = (V | S | O | A, null),
        ["GET /api/v1/tasks/counts"] = (V | O | A, null),
        ["GET /api/v1/tasks/{id}"] = (V | S | O | A, null),
        ["GET /api/v1/tasks/{id}/outcome"] = (V | S | O | A, null),
        ["POST /api/v1/tasks/outcomes"] = (V | S | O | A, $$"""{"ids":["{{Nobody404}}"]}"""),
        ["GET /api/v1/tasks/{id}/events"] = (V | S | O | A, null),
        ["GET /api/v1/tasks/{id}/output"] = (S, null),
        ["GET /api/v1/tasks/{id}/output/events"] = (S, null),
        ["GET /api/v1/tasks/{id}/explanation"] = (V | S | O | A, null),
        ["POST /api/v1/tasks/{id}/cancel"] = (S | O | A, ""),
        ["POST /api/v1/tasks/{id}/retry"] = (S | O | A, "{}"),
        ["POST /api/v1/tasks/cancel"] = (O | A, $$"""{"ids":["{{Nobody404}}"]}"""),
        ["POST /api/v1/tasks/retry"] = (O | A, $$"""{"ids":["{{Nobody404}}"]}"""),
        ["POST /api/v1/tasks/discard"] = (A, $$"""{"ids":["{{Nobody404}}"]}"""),
        ["GET /api/v1/kinds"] = (V | S | O | A, null),
        ["POST /api/v1/kinds/{kind}/pause"] = (O | A, ""),
        ["POST /api/v1/kinds/{kind}/resume"] = (O | A, ""),
        ["GET /api/v1/silos"] = (V | S | O | A, null),
        ["POST /api/v1/silos/{silo}/drain"] = (O | A, ""),
        ["POST /api/v1/silos/{silo}/resume"] = (O | A, ""),
        ["GET /api/v1/placement/explanation"] = (V | S | O | A, null),
        ["GET /api/v1/placement/forecast"] = (V | S | O | A, null),
        ["GET /api/v1/me"] = (V | S | O | A, null),
        ["GET /api/v1/keys"] = (A, null),
        ["POST /api/v1/keys"] = (A, """{"name":"made","role":"viewer"}"""),
        ["DELETE /api/v1/keys/{id}"] = (A, null),
        ["GET /openapi/v1.json"] = (V | S | O | A, null),
    };

    /// <summary>Health and metrics, which ask nobody.</summary>
    public static readonly string[] Open = ["ANY /health/live", "ANY /health/ready", "ANY /metrics"];

    public static bool IsOfTask(string endpoint) => endpoint.Contains("/tasks/{id}", StringComparison.Ordinal);

    /// <summary>A request to the endpoint, about things that are not there unless it is about the task.</summary>
    public static (HttpMethod Method, string Path, string? Body) RequestTo(string endpoint, string task)
    {
        var (method, pattern) = (endpoint.Split(' ')[0], endpoint.Split(' ')[1]);
        var path = pattern.Replace("/tasks/{id}", $"/tasks/{task}", StringComparison.Ordinal)
            .Replace("{id}", "none", StringComparison.Ordinal)
            .Replace("{kind}", "none", StringComparison.Ordinal)
            .Replace("{silo}", "none", StringComparison.Ordinal);
        return (new HttpMethod(method), path + (pattern.Contains("/placement/", StringComparison.Ordinal) ? "?kind=none" : ""), Rows[endpoint].Body);
    }
}
