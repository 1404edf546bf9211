using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;

namespace Spawner.Api.Json;

/// <summary>
/// An answer with a body by the API's own JSON contracts: what the app around it has set for its own JSON does not change it.
/// OpenAPI hears of it as of the framework's typed results.
/// </summary>
internal abstract class JsonAnswer<T>(int status, T value) : IResult
{
    public T Value => value;

    public virtual Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        return httpContext.Response.WriteAsJsonAsync(value, ApiJson.Of<T>(), cancellationToken: httpContext.RequestAborted);
    }

    protected static void Describe(EndpointBuilder builder, int status) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(T), ["application/json"]));
}

internal sealed class JsonOk<T>(T value) : JsonAnswer<T>(StatusCodes.Status200OK, value), IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Describe(builder, StatusCodes.Status200OK);
}

internal sealed class JsonAccepted<T>(T value) : JsonAnswer<T>(StatusCodes.Status202Accepted, value), IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Describe(builder, StatusCodes.Status202Accepted);
}

internal sealed class JsonCreated<T>(string location, T value) : JsonAnswer<T>(StatusCodes.Status201Created, value), IEndpointMetadataProvider
{
    public override Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.Location = location;
        return base.ExecuteAsync(httpContext);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Describe(builder, StatusCodes.Status201Created);
}
