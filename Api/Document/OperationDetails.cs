using System.Globalization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Spawner.Api.Hosting;
using Spawner.Api.Problems;
using Spawner.Api.Query;

namespace Spawner.Api.Document;

/// <summary>What the framework cannot see of an endpoint: queries that are read by hand, event streams, and problems.</summary>
internal sealed class OperationDetails : IOpenApiOperationTransformer
{
    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        foreach (var query in metadata.OfType<QueryParameter>())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = query.Name,
                In = ParameterLocation.Query,
                Description = query.Description,
                Schema = query.IsRepeatable
                    ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } }
                    : new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }

        operation.Responses ??= [];
        if (metadata.OfType<EventStreamMetadata>().Any())
        {
            operation.Responses["200"] = new OpenApiResponse
            {
                Description = "Server-sent events",
                Content = new Dictionary<string, OpenApiMediaType> { ["text/event-stream"] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } } },
            };
        }

        var problem = await context.GetOrCreateSchemaAsync(typeof(Problem), cancellationToken: cancellationToken);
        operation.Responses["default"] = new OpenApiResponse
        {
            Description = string.Create(CultureInfo.InvariantCulture, $"A problem, by RFC 9457; its type begins with {Problem.TypePrefix}"),
            Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new OpenApiMediaType { Schema = problem } },
        };
    }
}
