using System.Runtime.CompilerServices;
using Spawner.Cli.Api.Documents;

namespace Spawner.Cli.Api;

internal sealed partial class SpawnerApi
{
    /// <summary>What a task has written so far, from a position on.</summary>
    public Task<OutputPart> GetOutputAsync(string id, long from, CancellationToken cancellationToken) =>
        transport.GetAsync($"tasks/{Escape(id)}/output?from={from}&waitSeconds=0", Json.OutputPart, cancellationToken);

    /// <summary>What a task has written, and writes until nothing can follow.</summary>
    public async IAsyncEnumerable<OutputPart> FollowOutputAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        OutputPart? part = null;
        await foreach (var written in _events.ReadAsync($"tasks/{Escape(id)}/output/events?from=0", _ => part?.IsLast == true, cancellationToken))
        {
            part = Read(written.Data, Json.OutputPart);
            yield return part;
        }
    }
}
