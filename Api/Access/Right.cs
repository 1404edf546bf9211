using Microsoft.AspNetCore.Authorization;

namespace Spawner.Api.Access;

/// <summary>What an endpoint is for. One without it answers nobody.</summary>
internal sealed record Right(SpawnerAction Action);

/// <summary>Asks for the right of the endpoint.</summary>
internal sealed class RightRequirement : IAuthorizationRequirement;

/// <summary>Asks the one authorizer whether the caller may use the endpoint; whether it may have the very task that it asks for is asked again, with that task.</summary>
internal sealed class RightHandler(IAuthorizer authorizer) : AuthorizationHandler<RightRequirement>
{
    /// <summary>Where the reason for a refusal waits for the answer to be written.</summary>
    public static readonly object Reason = new();

    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, RightRequirement requirement)
    {
        if (context.Resource is not HttpContext http
            || http.GetEndpoint()?.Metadata.GetMetadata<Right>() is not { } right
            || CredentialClaims.Read(context.User) is not { } credential)
        {
            return;
        }

        var asked = new AuthorizationRequest(credential.Name, right.Action, credential.Namespace) { Credential = credential };
        if (await authorizer.WhyDeniedAsync(asked) is { } denied)
        {
            http.Items[Reason] = denied;
            return;
        }

        context.Succeed(requirement);
    }
}

/// <summary>Says what endpoints are for.</summary>
internal static class RightExtensions
{
    public const string Policy = "Spawner";

    public static TBuilder For<TBuilder>(this TBuilder endpoint, SpawnerAction action)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Right(action));
}
