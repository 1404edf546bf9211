using Spawner.Cli.Api.Documents;

namespace Spawner.Cli.Api;

internal sealed partial class SpawnerApi
{
    public async Task<IReadOnlyList<ApiKey>> ListKeysAsync(CancellationToken cancellationToken) =>
        (await transport.GetAsync("keys", Json.KeyList, cancellationToken)).Keys;

    /// <summary>Not sent again after a lost connection: a key that nobody has seen would stay.</summary>
    public Task<ApiKey> CreateKeyAsync(NewKeyDocument key, CancellationToken cancellationToken) =>
        transport.PostAsync("keys", key, Json.NewKeyDocument, Json.ApiKey, isRepeatable: false, cancellationToken);

    public Task RevokeKeyAsync(string id, CancellationToken cancellationToken) =>
        transport.DoAsync(HttpMethod.Delete, $"keys/{Escape(id)}", cancellationToken);
}
