namespace Spawner.Client.Spawning;

/// <summary>Where one message ends and the next begins. Pure.</summary>
internal static class SpawnMessages
{
    /// <summary>Whether a message of so many tasks and bytes may take one more task.</summary>
    public static bool Fits(int tasks, int bytes, PendingSpawn next) =>
        tasks == 0
        || (tasks < SpawnLimits.MaximumBatchItems && bytes + next.Spec.Input.Length <= SpawnLimits.MaximumBatchBytes);

    /// <summary>As few messages as the limits allow: the intake levels what comes in one.</summary>
    public static IEnumerable<IReadOnlyList<PendingSpawn>> Split(IReadOnlyList<PendingSpawn> spawns)
    {
        List<PendingSpawn> message = [];
        var bytes = 0;
        foreach (var spawn in spawns)
        {
            if (!Fits(message.Count, bytes, spawn))
            {
                yield return message;
                (message, bytes) = ([], 0);
            }

            message.Add(spawn);
            bytes += spawn.Spec.Input.Length;
        }

        if (message.Count > 0)
        {
            yield return message;
        }
    }
}
