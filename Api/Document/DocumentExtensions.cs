using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Hosting;
using Microsoft.OpenApi;
using Scalar.AspNetCore;
using Spawner.Api.Access;
using Spawner.Api.Hosting;
using Spawner.Api.Limits;

namespace Spawner.Api.Document;

/// <summary>The API's description in OpenAPI 3.1, and in Development a page to try it.</summary>
internal static class DocumentExtensions
{
    private const string Name = "v1";

    public static IServiceCollection AddDocument(this IServiceCollection services) => services.AddOpenApi(Name, document =>
    {
        document.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        document.ShouldInclude = endpoint => $"/{endpoint.RelativePath}".StartsWith(ApiPaths.Base, StringComparison.Ordinal);
        document.AddDocumentTransformer<DocumentInfo>();
        document.AddOperationTransformer<OperationDetails>();
    });

    public static void MapDocument(this IEndpointRouteBuilder endpoints)
    {
        var document = endpoints.MapOpenApi(ApiPaths.Document);
        if (!endpoints.ServiceProvider.GetRequiredService<IHostEnvironment>().IsDevelopment())
        {
            document.RequireAuthorization(RightExtensions.Policy).For(SpawnerAction.ReadSelf).WithRequestTimeout(Timeouts.Usual).RequireRateLimiting(RequestRate.Policy);
            return;
        }

        // A browser sends no token for a page. Nothing in either is secret; requests from the page need a token as any others.
        document.AllowAnonymous();
        endpoints.MapScalarApiReference(ApiPaths.Page, page =>
        {
            page.Title = "Spawner API";
            page.OpenApiRoutePattern = ApiPaths.Document;

            // Fonts come from elsewhere; the rest of the page is served from here.
            page.DefaultFonts = false;
        }).AllowAnonymous();
    }
}
