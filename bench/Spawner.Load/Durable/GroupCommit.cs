using Spawner.Load.Measuring;
using Spawner.Load.Scenarios;

namespace Spawner.Load.Durable;

/// <summary>The ceiling: writers that each commit so many new tasks, with the ends of those of their commit before.</summary>
internal sealed class GroupCommit(IReadOnlyList<IPlainStore> writers, int size)
{
    private readonly PlainTask[][] _before = [.. writers.Select(_ => Array.Empty<PlainTask>())];

    public async Task<Work> RunAsync(TimeSpan window)
    {
        var commits = await Callers.RunAsync(writers.Count, window, CommitAsync);
        return new Work(commits.Tasks * size, []);
    }

    private async Task CommitAsync(int writer)
    {
        var started = PlainTask.New(size);
        await writers[writer].CommitAsync(started, _before[writer]);
        _before[writer] = started;
    }
}
