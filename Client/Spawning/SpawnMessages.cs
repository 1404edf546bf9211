using Spawner.Contracts;

namespace Spawner.Client.Spawning;

/// <summary>Where one message ends and the next begins. Pure.</summary>
internal static class SpawnMessages
{
    /// <summary>Whether a message of so many tasks and bytes may take one more task.</summary>
    public static bool Fits(int tasks, int bytes, in TaskSpec next) =>
        tasks == 0
        || (tasks < SpawnLimits.MaximumBatchItems && bytes + next.Input.Length <= SpawnLimits.MaximumBatchBytes);

    /// <summary>As few messages as the limits allow: the intake levels what comes in one.</summary>
    public static IEnumerable<Range> Split(IReadOnlyList<TaskSpec> tasks)
    {
        var (start, bytes) = (0, 0);
        for (var i = 0; i < tasks.Count; i++)
        {
            if (!Fits(i - start, bytes, tasks[i]))
            {
                yield return start..i;
                (start, bytes) = (i, 0);
            }

            bytes += tasks[i].Input.Length;
        }

        if (start < tasks.Count)
        {
            yield return start..tasks.Count;
        }
    }
}
