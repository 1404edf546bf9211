namespace Spawner.Bench;

/// <summary>Watches for silos that leave a cluster or are declared dead.</summary>
internal static class DepartureWatch
{
    /// <summary>Watches until the token is signalled.</summary>
    /// <returns>What was seen.</returns>
    public static async Task<List<SiloEvent>> WatchAsync(ISpawnerClient client, CancellationToken over)
    {
        List<SiloEvent> seen = [];
        try
        {
            await foreach (var change in client.WatchSilosAsync(over))
            {
                if (change.Change is SiloChange.Left or SiloChange.Died)
                {
                    seen.Add(change);
                }
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The watch has no other end.
        }

        return seen;
    }
}
