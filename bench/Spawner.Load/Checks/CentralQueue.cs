namespace Spawner.Load.Checks;

/// <summary>The bound: one queue before all processors, with no delay, oldest first, the fastest free one first. Pure.</summary>
internal static class CentralQueue
{
    /// <summary>How long each task takes from its arrival to its end.</summary>
    /// <param name="arrivals">In order.</param>
    /// <param name="work">Time that each needs on a whole processor.</param>
    /// <param name="speeds">Of the processors.</param>
    public static IEnumerable<TimeSpan> Responses(IReadOnlyList<TimeSpan> arrivals, IReadOnlyList<TimeSpan> work, IReadOnlyList<double> speeds)
    {
        var freeAt = new TimeSpan[speeds.Count];
        for (var i = 0; i < arrivals.Count; i++)
        {
            var begin = freeAt.Min() is var earliest && earliest > arrivals[i] ? earliest : arrivals[i];
            var chosen = Enumerable.Range(0, freeAt.Length).Where(p => freeAt[p] <= begin).MaxBy(p => speeds[p]);
            freeAt[chosen] = begin + (work[i] / speeds[chosen]);
            yield return freeAt[chosen] - arrivals[i];
        }
    }
}
