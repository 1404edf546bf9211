using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Spawner.Api.Document;

/// <summary>What holds for the whole API.</summary>
internal sealed class DocumentInfo : IOpenApiDocumentTransformer
{
    public const string Scheme = "token";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Spawner",
            Version = "v1",
            Description = "Spawns tasks on a cluster of silos, follows and manages them. Errors are application/problem+json; durations are seconds.",
        };

        // Where the document was fetched from.
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key, the token of the token file, or a token of the identity provider." },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
        return Task.CompletedTask;
    }
}
