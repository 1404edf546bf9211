using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Spawner.Api.Problems;

namespace Spawner.Api.Json;

/// <summary>A request's body, read strictly: JSON, no unknown fields, not too deep; what is wrong is said with its place.</summary>
internal sealed record JsonBody<T>(T Value) : IBindableFromHttpContext<JsonBody<T>>, IEndpointParameterMetadataProvider
    where T : class
{
    public static async ValueTask<JsonBody<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw ApiProblems.UnsupportedMediaType(context.Request.ContentType);
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, ApiJson.Of<T>(), context.RequestAborted) is { } value
                ? new JsonBody<T>(value)
                : throw ApiProblems.Invalid(["The body is null. Accepted: an object."]);
        }
        catch (JsonException failure)
        {
            throw ApiProblems.Invalid([JsonProblem.Describe(failure, ApiJson.Of<T>())]);
        }
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));
}
