using System.Diagnostics;
using Spawner.TestHost;

namespace Spawner.Bench;

/// <summary>The baseline of work that computes: two threads that take one piece of work after another, and nothing else.</summary>
internal static class PlainThreads
{
    /// <param name="work">Processor time of each piece.</param>
    /// <returns>How long all of it took.</returns>
    public static TimeSpan Run(IReadOnlyList<TimeSpan> work)
    {
        var next = -1;
        var begin = Stopwatch.GetTimestamp();
        var threads = Enumerable.Range(0, 2).Select(_ => new Thread(TakeAll)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return Stopwatch.GetElapsedTime(begin);

        void TakeAll()
        {
            while (Interlocked.Increment(ref next) is var taken && taken < work.Count)
            {
                ThreadTime.Burn(work[taken]);
            }
        }
    }
}
