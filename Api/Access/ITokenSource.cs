namespace Spawner.Api.Access;

/// <summary>Knows some bearer tokens.</summary>
internal interface ITokenSource
{
    /// <returns>Whose token it is; <see langword="null"/> if it is not known here, or has expired.</returns>
    ValueTask<SpawnerCredential?> FindAsync(string token, CancellationToken cancellationToken);
}
