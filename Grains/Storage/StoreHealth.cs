namespace Spawner.Grains.Storage;

/// <summary>
/// Whether the store answers, as those who ask it all the time have found: nobody asks it for the sake of this answer. Each use is
/// judged by its latest try, since a store may do one and not another (SQLite has a file for leases alone).
/// </summary>
internal sealed class StoreHealth(TimeProvider clock)
{
    /// <summary>An answer takes milliseconds; on a busy machine it may take one or two seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private readonly SortedDictionary<StoreUse, Trial> _trials = [];

    /// <summary>What is wrong, in a sentence without its end; <see langword="null"/> if nothing is.</summary>
    public string? Problem
    {
        get
        {
            lock (_gate)
            {
                return _trials.Values.Select(trial => trial.Failure ?? Silence(trial)).FirstOrDefault(problem => problem is not null);
            }
        }
    }

    /// <summary>Asks the store something, and remembers how that went.</summary>
    public async Task<T> AskAsync<T>(StoreUse use, Func<Task<T>> ask)
    {
        OnAsked(use);
        try
        {
            var answer = await ask();
            OnAnswered(use, failure: null);
            return answer;
        }
        catch (Exception failure) when (failure is TaskStoreException or OperationCanceledException)
        {
            OnAnswered(use, SaysNothing(use, failure) ? null : failure.Message);
            throw;
        }
    }

    /// <summary>
    /// A store that refuses a silo answers. What it will never take of a commit is one caller's, who is told; others are tried until
    /// they succeed.
    /// </summary>
    private static bool SaysNothing(StoreUse use, Exception failure) =>
        failure is LeaseLostException or OperationCanceledException || (use == StoreUse.Commit && failure is TaskStoreException { IsTransient: false });

    private void OnAsked(StoreUse use)
    {
        lock (_gate)
        {
            var trial = _trials.GetValueOrDefault(use);
            _trials[use] = trial with { Since = trial.Since ?? clock.GetTimestamp() };
        }
    }

    private void OnAnswered(StoreUse use, string? failure)
    {
        lock (_gate)
        {
            _trials[use] = new Trial(Since: null, failure);
        }
    }

    private string? Silence(Trial trial) => trial.Since is { } since && clock.GetElapsedTime(since) is var silent && silent > Patience
        ? FormattableString.Invariant($"it has not answered for {silent.TotalSeconds:N0} s")
        : null;

    /// <param name="Since">Since when an answer is waited for; <see langword="null"/> if none is.</param>
    /// <param name="Failure">Why the latest try failed; <see langword="null"/> if it did not.</param>
    private readonly record struct Trial(long? Since, string? Failure);
}

/// <summary>What a silo asks of its store all the time.</summary>
internal enum StoreUse
{
    /// <summary>To renew its lease, five times in its length.</summary>
    Renewal,

    /// <summary>To write about its tasks.</summary>
    Commit,

    /// <summary>For tasks that nobody holds, each second.</summary>
    Recovery,
}
