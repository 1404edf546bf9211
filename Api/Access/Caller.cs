using System.Reflection;
using Spawner.Api.Problems;

namespace Spawner.Api.Access;

/// <summary>Whoever asks, and what they may have: every task that an endpoint touches is taken from here.</summary>
internal sealed class Caller(SpawnerCredential credential, ISpawnerClient client, IAuthorizer authorizer) : IBindableFromHttpContext<Caller>
{
    /// <summary>What stands where nothing is known: the task's silo has died, and nobody else had it.</summary>
    private const string Unknown = "unknown";

    public SpawnerCredential Credential => credential;

    /// <summary>The client in the caller's name.</summary>
    public ISpawnerClient Client => client;

    /// <summary>Sees only what it spawned itself.</summary>
    public bool SeesOwnOnly => (credential.Roles & ~SpawnerRoles.Submitter) == SpawnerRoles.None;

    public static ValueTask<Caller?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var services = context.RequestServices;
        var credential = CredentialClaims.Read(context.User) ?? throw new ProblemException(ApiProblems.Unauthenticated("The request carries no credential of this API."));
        return ValueTask.FromResult<Caller?>(new Caller(
            credential,
            services.GetRequiredService<CallerClients>().For(credential),
            services.GetRequiredService<IAuthorizer>()));
    }

    /// <exception cref="ProblemException">The caller may not.</exception>
    public async ValueTask DemandAsync(SpawnerAction action, string? kind = null, string? owner = null)
    {
        if (await WhyDeniedAsync(action, kind, owner) is { } denied)
        {
            throw new ProblemException(ApiProblems.Forbidden(denied));
        }
    }

    /// <summary>The task as it stands, if it is the caller's to do this with.</summary>
    /// <exception cref="ProblemException">It is not known in the caller's namespace, or not to be touched.</exception>
    public async Task<TaskSnapshot> FindAsync(TaskId id, SpawnerAction action, CancellationToken cancellationToken)
    {
        var task = await client.GetTask(id).DescribeAsync(cancellationToken);
        if (!IsHere(task))
        {
            throw new ProblemException(ApiProblems.UnknownTask(id));
        }

        await DemandAsync(action, KindOf(task), OwnerOf(task));
        return task;
    }

    /// <summary>Whether the task may be shown to the caller at all.</summary>
    public async ValueTask<bool> MaySeeAsync(TaskSnapshot task) =>
        IsHere(task) && await WhyDeniedAsync(SpawnerAction.Read, KindOf(task), OwnerOf(task)) is null;

    /// <summary>Whether its result and texts may be.</summary>
    public async ValueTask<bool> MayReadPayloadAsync(TaskSnapshot task) =>
        await WhyDeniedAsync(SpawnerAction.ReadPayload, KindOf(task), OwnerOf(task)) is null;

    private ValueTask<string?> WhyDeniedAsync(SpawnerAction action, string? kind, string? owner) => authorizer.WhyDeniedAsync(
        new AuthorizationRequest(credential.Name, action, credential.Namespace, kind) { Credential = credential, Owner = owner });

    /// <summary>The namespace comes from the credential, and is held against the task's own. Of a lost task of which nothing is known nothing is told either.</summary>
    private bool IsHere(TaskSnapshot task) => task.Namespace == credential.Namespace || IsUnknown(task);

    private static bool IsUnknown(TaskSnapshot task) => task is { Phase: TaskPhase.Lost, Namespace: Unknown, Kind: Unknown, Submitter: Unknown };

    private static string? KindOf(TaskSnapshot task) => IsUnknown(task) ? null : task.Kind;

    private static string? OwnerOf(TaskSnapshot task) => IsUnknown(task) ? null : task.Submitter;
}
