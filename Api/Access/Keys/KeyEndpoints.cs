using Microsoft.AspNetCore.Http.HttpResults;
using Spawner.Api.Json;
using Spawner.Api.Problems;
using Spawner.Api.Query;

namespace Spawner.Api.Access.Keys;

/// <summary>A key to make.</summary>
/// <param name="Name">Who uses it; recorded as the submitter of what it spawns.</param>
/// <param name="Namespace">The namespace that it sees; by default the caller's.</param>
/// <param name="Role">viewer, submitter, operator or admin.</param>
/// <param name="Scopes">What it may do besides.</param>
/// <param name="ExpiresAt">When it stops working; by default never.</param>
internal sealed record KeyBodyToMake(string? Name, string? Namespace, string? Role, IReadOnlyList<string>? Scopes, DateTimeOffset? ExpiresAt);

/// <summary>A key without its secret.</summary>
internal sealed record KeyView(
    string Id, string Name, string Namespace, string Role, IReadOnlyList<string> Scopes, string Prefix, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, string? Key)
{
    /// <param name="key">The key.</param>
    /// <param name="secret">Its text, at the one time that it is shown.</param>
    public static KeyView Of(KeyRecord key, string? secret = null) =>
        new(key.Id, key.Name, key.Namespace, key.Role, key.Scopes, key.Prefix, key.CreatedAt, key.ExpiresAt, key.LastUsedAt, secret);
}

/// <summary>All keys.</summary>
internal sealed record KeysView(IReadOnlyList<KeyView> Keys);

/// <summary>Lists, makes and revokes keys.</summary>
internal static class KeyEndpoints
{
    public static void MapKeys(this IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/keys").WithTags("access");
        keys.MapGet("", ListAsync).WithName("listKeys").WithSummary("The API keys, without their secrets").For(SpawnerAction.Administer);
        keys.MapPost("", MakeAsync).WithName("makeKey").WithSummary("Make an API key; its text is shown this once").For(SpawnerAction.Administer).WithBodyUpTo(BodyLimits.Small);
        keys.MapDelete("/{id}", RevokeAsync).WithName("revokeKey").WithSummary("Revoke an API key").For(SpawnerAction.Administer);
    }

    private static async Task<JsonOk<KeysView>> ListAsync(HttpRequest request, KeyRing keys, Caller caller, CancellationToken cancel)
    {
        QueryParameters.DemandNone(request);
        await caller.DemandAsync(SpawnerAction.Administer);
        return new JsonOk<KeysView>(new KeysView([.. (await Kept(keys).ListAsync(cancel)).Where(key => IsCallers(key, caller)).Select(key => KeyView.Of(key))]));
    }

    private static async Task<JsonCreated<KeyView>> MakeAsync(JsonBody<KeyBodyToMake> body, KeyRing keys, Caller caller, TimeProvider clock, CancellationToken cancel)
    {
        await caller.DemandAsync(SpawnerAction.Administer);
        var now = clock.GetUtcNow();
        KeyRules.Validate(body.Value, now).ThrowIfAny();
        var secret = KeyText.Create();
        var key = new KeyRecord
        {
            Id = Guid.CreateVersion7(now).ToString("N"),
            Name = body.Value.Name!,
            Namespace = body.Value.Namespace ?? caller.Credential.Namespace,
            Role = body.Value.Role!,
            Scopes = body.Value.Scopes ?? [],
            Prefix = KeyText.PrefixOf(secret),
            Hash = Convert.ToBase64String(KeyText.HashOf(secret)),
            CreatedAt = now,
            ExpiresAt = body.Value.ExpiresAt,
        };
        if (!IsCallers(key, caller) || (key.Scopes.Contains(SpawnerScopes.AllNamespaces) && !SeesAll(caller)))
        {
            throw new ProblemException(ApiProblems.Forbidden(
                $"'{caller.Credential.Name}' may make keys of the namespace '{caller.Credential.Namespace}' only. Another one needs the scope '{SpawnerScopes.AllNamespaces}'."));
        }

        await Kept(keys).AddAsync(key, cancel);
        return new JsonCreated<KeyView>($"{ApiPaths.Base}/keys/{key.Id}", KeyView.Of(key, secret));
    }

    private static async Task<NoContent> RevokeAsync(string id, KeyRing keys, Caller caller, CancellationToken cancel)
    {
        await caller.DemandAsync(SpawnerAction.Administer);
        return await Kept(keys).RevokeAsync(id, key => IsCallers(key, caller), cancel)
            ? TypedResults.NoContent()
            : throw new ProblemException(ApiProblems.NotFound($"There is no key {ProblemList.Cut(id)}."));
    }

    private static bool IsCallers(KeyRecord key, Caller caller) => key.Namespace == caller.Credential.Namespace || SeesAll(caller);

    private static bool SeesAll(Caller caller) => caller.Credential.Scopes.Contains(SpawnerScopes.AllNamespaces);

    private static KeyRing Kept(KeyRing keys) => keys.IsKept
        ? keys
        : throw new ProblemException(ApiProblems.NotFound($"No keys are kept here: {SpawnerApiOptions.SectionName}:{nameof(SpawnerApiOptions.KeysFile)} names no file."));
}
