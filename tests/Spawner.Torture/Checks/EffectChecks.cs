using Spawner.Torture.Evidence;

namespace Spawner.Torture.Checks;

/// <summary>What handlers have shown to the sink.</summary>
internal static class EffectChecks
{
    public static IEnumerable<string> SuccessHasEffect(CaseFile file)
    {
        foreach (var row in file.Stored.Where(row => row.Phase == TaskPhase.Succeeded))
        {
            var effects = file.EffectsByOp[row.Op].Where(effect => effect.Step == Effect.Done).ToList();
            if (!effects.Exists(effect => effect.Run == row.Run && !effect.IsStale))
            {
                yield return $"{row.Op} succeeded in run {row.Run} without an effect of that run: {string.Join(", ", effects)}";
            }

            if (effects.Select(effect => effect.Task).Distinct().Count() > 1)
            {
                yield return $"{row.Op} had effects under several keys: {string.Join(", ", effects)}";
            }
        }
    }

    public static IEnumerable<string> RunBeginsOnce(CaseFile file) => file.Effects
        .Where(effect => effect.Step == Effect.Begin)
        .GroupBy(effect => (effect.Task, effect.Run))
        .Where(begins => begins.Count() > 1)
        .Select(begins => $"run {begins.Key.Run} of task {begins.Key.Task} began {begins.Count()} times: {string.Join(", ", begins)}");
}
