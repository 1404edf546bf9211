using Spawner.Api.Problems;

namespace Spawner.Api.Query;

/// <summary>What a query may have: for the API's document, since queries are read by hand.</summary>
internal sealed record QueryParameter(string Name, string Description, bool IsRepeatable = false);

internal static class QueryParameters
{
    public static readonly QueryParameter[] Filter =
    [
        new("kind", "Name of the kind."),
        new("phase", "Phases, any of them: scheduled, queued, running, succeeded, failed, cancelled, timedOut, lost.", IsRepeatable: true),
        new("silo", "Name of the silo that holds the task or held it at its end."),
        new("tag", "Tags as NAME=VALUE, all of them.", IsRepeatable: true),
        new("key", "Key, among all kinds or of the kind that is named."),
        new("failureText", "Text in the failure's type or message."),
        new("from", "Submitted at this time or later."),
        new("to", "Submitted before this time."),
    ];

    public static TBuilder WithQuery<TBuilder>(this TBuilder endpoint, params QueryParameter[] parameters)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata([.. parameters]);

    /// <summary>For endpoints that take no query.</summary>
    public static void DemandNone(HttpRequest request)
    {
        var problems = new ProblemList();
        new QueryValues(request.Query, problems).End();
    }
}
