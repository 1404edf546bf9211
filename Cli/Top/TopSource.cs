using Spawner.Cli.Api;
using Spawner.Cli.Api.Documents;

namespace Spawner.Cli.Top;

/// <summary>Reads frames. Where a part cannot be had, the last one stays, with the reason.</summary>
internal sealed class TopSource(SpawnerApi api, TimeProvider clock)
{
    private const int MostTasks = 100;

    private TopFrame _last = new() { At = clock.GetUtcNow() };
    private long? _countedAt;

    public async Task<TopFrame> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var silos = await api.ListSilosAsync(cancellationToken);
            _last = await WithRecordsAsync(_last with { At = clock.GetUtcNow(), Silos = silos, Problem = null }, cancellationToken);
        }
        catch (CommandException failure) when (failure.ExitCode != ExitCodes.Denied)
        {
            _last = _last with { Problem = failure.Message };
        }

        return _last;
    }

    // A cluster without a store has silos all the same.
    private async Task<TopFrame> WithRecordsAsync(TopFrame frame, CancellationToken cancellationToken)
    {
        try
        {
            var counts = (await api.CountTasksAsync(cancellationToken)).Phases;
            var now = clock.GetTimestamp();
            var rate = _countedAt is { } before ? Math.Max(0, Ended(counts) - Ended(frame.Counts)) / Math.Max(clock.GetElapsedTime(before, now).TotalSeconds, 0.001) : (double?)null;
            _countedAt = now;
            var running = await api.ListTasksAsync(
                new TaskListQuery { Filter = new FilterDocument { Phases = ["running"] }, OldestFirst = true, Limit = MostTasks }, cancellationToken);
            return frame with { Counts = counts, EndedPerSecond = rate, Running = running.Tasks };
        }
        catch (ApiException refusal)
        {
            return frame with { Problem = refusal.Message };
        }
    }

    private static long Ended(IReadOnlyDictionary<string, long> counts) => counts.Where(count => Phases.HasEnded(count.Key)).Sum(count => count.Value);
}
