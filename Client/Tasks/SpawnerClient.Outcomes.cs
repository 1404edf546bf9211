using Spawner.Client.Tasks;

namespace Spawner.Client;

internal sealed partial class SpawnerClient
{
    public async Task<IReadOnlyList<TaskOutcome>> GetOutcomesAsync(
        IReadOnlyCollection<TaskId> ids, TimeSpan wait, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentOutOfRangeException.ThrowIfLessThan(wait, TimeSpan.Zero);
        return await _desk.GetOutcomesAsync([.. ids.DistinctBy(id => id.Unique)], wait, cancellationToken).ConfigureAwait(false);
    }
}
