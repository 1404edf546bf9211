namespace Spawner.Api;

/// <summary>Where the API stands.</summary>
internal static class ApiPaths
{
    public const string Root = "/api";

    public const string Base = Root + "/v1";

    public const string Document = "/openapi/v1.json";

    public const string Page = "/docs";

    public static string OfTask(TaskId id) => $"{Base}/tasks/{id}";
}
