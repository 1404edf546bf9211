using Spawner.Cli.Api.Documents;

namespace Spawner.Cli.Api;

internal sealed partial class SpawnerApi
{
    /// <summary>Spawns a task.</summary>
    /// <param name="document">The task.</param>
    /// <param name="idempotencyKey">Makes the spawn safe to send again; only durable tasks may have one.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    /// <returns>Its id.</returns>
    public async Task<string> SpawnAsync(SpawnDocument document, string? idempotencyKey, CancellationToken cancellationToken) =>
        (await transport.PostAsync("tasks", document, Json.SpawnDocument, Json.SpawnedDocument, idempotencyKey is not null, cancellationToken, idempotencyKey: idempotencyKey)).Id;

    /// <summary>Spawns up to 1,000 tasks; sent again after a lost connection only if each has a key.</summary>
    public Task<BatchAnswer> SpawnBatchAsync(BatchDocument batch, CancellationToken cancellationToken) =>
        transport.PostAsync("tasks/batch", batch, Json.BatchDocument, Json.BatchAnswer, batch.Items.All(item => item.IdempotencyKey is not null), cancellationToken);
}
