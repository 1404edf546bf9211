using System.Diagnostics;
using Spawner.TestHost;

namespace Spawner.Burst;

/// <summary>The baseline: two threads that take one piece of work after another, and nothing else.</summary>
internal static class PlainThreads
{
    /// <returns>How long all of it took.</returns>
    public static TimeSpan Run(int tasks, TimeSpan work)
    {
        var begin = Stopwatch.GetTimestamp();
        var threads = Enumerable.Range(0, 2).Select(_ => new Thread(TakeAll)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return Stopwatch.GetElapsedTime(begin);

        void TakeAll()
        {
            while (Interlocked.Decrement(ref tasks) >= 0)
            {
                ThreadTime.Burn(work);
            }
        }
    }
}
