using System.Runtime.CompilerServices;

namespace Spawner.Client;

/// <summary>Tasks that were spawned together, in the order of their inputs.</summary>
/// <typeparam name="TResult">Type of their results.</typeparam>
public sealed class SpawnBatch<TResult>(IReadOnlyList<TaskHandle<TResult>> tasks)
{
    /// <summary>The handles.</summary>
    public IReadOnlyList<TaskHandle<TResult>> Tasks { get; } = tasks;

    /// <summary>The handles, each as its task ends, however it ends.</summary>
    public IAsyncEnumerable<TaskHandle<TResult>> AsCompletedAsync(CancellationToken cancellationToken = default) =>
        TaskHandles.AsCompletedAsync(Tasks, cancellationToken);

    /// <summary>All results, in order. Waits for all; then throws what the first unsuccessful one would throw.</summary>
    /// <inheritdoc cref="TaskHandle{TResult}.GetResultAsync"/>
    public Task<TResult[]> GetResultsAsync(CancellationToken cancellationToken = default) =>
        TaskHandles.WhenAllAsync(Tasks, cancellationToken);

    /// <summary>The first task to end, however it ends.</summary>
    public Task<TaskHandle<TResult>> WhenAnyAsync(CancellationToken cancellationToken = default) =>
        TaskHandles.WhenAnyAsync(Tasks, cancellationToken);

    /// <summary>Asks every task to stop.</summary>
    /// <returns>The answers, in order.</returns>
    public Task<CancelAnswer[]> CancelAsync(CancellationToken cancellationToken = default) =>
        TaskHandles.CancelAllAsync(Tasks, cancellationToken);
}

/// <summary>What can be awaited of several tasks, of one batch or of many.</summary>
public static class TaskHandles
{
    // Cancels are small calls, one for each task; more at once would only queue at the gateways.
    internal const int MaximumOutstandingCancels = 64;

    /// <summary>The handles, each as its task ends, however it ends.</summary>
    public static async IAsyncEnumerable<TaskHandle<TResult>> AsCompletedAsync<TResult>(
        IEnumerable<TaskHandle<TResult>> tasks, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var ended in Task.WhenEach(tasks.Select(t => EndOf(t, cancellationToken))).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return await ended.ConfigureAwait(false);
        }
    }

    /// <summary>All results, in order. Waits for all; then throws what the first unsuccessful one would throw.</summary>
    public static async Task<TResult[]> WhenAllAsync<TResult>(IEnumerable<TaskHandle<TResult>> tasks, CancellationToken cancellationToken = default)
    {
        TaskHandle<TResult>[] handles = [.. tasks];
        if (Array.TrueForAll(handles, task => task.IsToldUnasked))
        {
            // One after another: most have ended when their turn comes, and then cost no waiter each.
            foreach (var task in handles)
            {
                if (!task.HasEnded)
                {
                    await task.WaitForEndAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }

            if (ResultsOf(handles) is { } results)
            {
                return results;
            }
        }

        return await Task.WhenAll(handles.Select(t => t.GetResultAsync(cancellationToken))).ConfigureAwait(false);
    }

    /// <summary>The first task to end, however it ends.</summary>
    /// <exception cref="ArgumentException">There are no tasks.</exception>
    public static async Task<TaskHandle<TResult>> WhenAnyAsync<TResult>(
        IEnumerable<TaskHandle<TResult>> tasks, CancellationToken cancellationToken = default) =>
        await (await Task.WhenAny(tasks.Select(t => EndOf(t, cancellationToken))).ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>Asks every task to stop.</summary>
    /// <returns>The answers, in order.</returns>
    internal static async Task<CancelAnswer[]> CancelAllAsync(IReadOnlyList<TaskHandle> tasks, CancellationToken cancellationToken)
    {
        var answers = new CancelAnswer[tasks.Count];
        await Parallel.ForAsync(
            0,
            tasks.Count,
            new ParallelOptions { MaxDegreeOfParallelism = MaximumOutstandingCancels, CancellationToken = cancellationToken },
            async (i, cancel) => answers[i] = await tasks[i].CancelAsync(cancel).ConfigureAwait(false)).ConfigureAwait(false);
        return answers;
    }

    /// <returns><see langword="null"/> if one has not succeeded.</returns>
    private static TResult[]? ResultsOf<TResult>(TaskHandle<TResult>[] handles)
    {
        var results = new TResult[handles.Length];
        for (var i = 0; i < results.Length; i++)
        {
            if (!handles[i].TryGetResult(out results[i]!))
            {
                return null;
            }
        }

        return results;
    }

    private static async Task<TaskHandle<TResult>> EndOf<TResult>(TaskHandle<TResult> task, CancellationToken cancellationToken)
    {
        await task.WaitForEndAsync(cancellationToken).ConfigureAwait(false);
        return task;
    }
}
