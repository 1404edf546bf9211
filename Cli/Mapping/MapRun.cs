using System.Threading.Channels;
using Spawner.Cli.Api;

namespace Spawner.Cli.Mapping;

/// <summary>
/// Makes a task of each line, a bounded number at a time: 1 read and gather lines, 2 send a batch, 3 wait for its tasks' ends,
/// many with one question, 4 hand over results.
/// </summary>
internal sealed class MapRun(SpawnerApi api, MapPlan plan, MapTally tally, TimeProvider clock) : IDisposable
{
    /// <summary>Batches with a task that has not ended; each has a question under way.</summary>
    private const int MostOpenBatches = 64;

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _batches = new(MostOpenBatches);
    private readonly MapWindow _window = new(plan.InFlight);

    /// <summary>Runs to the end of the lines and their tasks.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="write">Writes results as they come; it returns when there are no more.</param>
    /// <param name="cancellationToken">Ends the run; tasks that were spawned go on.</param>
    /// <exception cref="CommandException">The cluster does not take the tasks, or is not there.</exception>
    public async Task RunAsync(IAsyncEnumerable<MapLine> lines, Func<ChannelReader<MapResult>, Action, Task> write, CancellationToken cancellationToken)
    {
        await using var interrupted = cancellationToken.Register(_stop.Cancel);
        var results = Channel.CreateUnbounded<MapResult>(new UnboundedChannelOptions { SingleReader = true });
        var writing = write(results.Reader, _window.OnWritten);
        var sending = SendAsync(lines, results.Writer);

        // Whoever reads the results may have gone: then nobody needs the others.
        if (await Task.WhenAny(writing, sending) == writing)
        {
            await _stop.CancelAsync();
        }

        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        results.Writer.Complete();
        await writing;
        await sending;
    }

    public void Dispose()
    {
        _stop.Dispose();
        _batches.Dispose();
        _window.Dispose();
    }

    private async Task SendAsync(IAsyncEnumerable<MapLine> lines, ChannelWriter<MapResult> results)
    {
        var open = new HashSet<Task>();
        try
        {
            await foreach (var batch in new Batcher(Math.Min(plan.Batch, plan.InFlight), MapPlan.LargestBatchBytes).GatherAsync(lines, _stop.Token))
            {
                await _window.EnterAsync(batch.Count, _stop.Token);
                await _batches.WaitAsync(_stop.Token);
                tally.OnRead(batch.Count);
                open.RemoveWhere(run => run.IsCompletedSuccessfully);
                open.Add(RunBatchAsync(batch));
            }

            tally.OnReadToEnd();
        }
        finally
        {
            await Task.WhenAll(open);
        }

        async Task RunBatchAsync(IReadOnlyList<MapLine> batch)
        {
            try
            {
                foreach (var refused in batch.Where(line => line.Problem is not null))
                {
                    End(MapResult.Failed(refused.Number, refused.Problem!));
                }

                await new BatchRun(api, plan, clock, End).RunAsync([.. batch.Where(line => line.Problem is null)], _stop.Token);
            }
            catch
            {
                // What one batch meets all will meet.
                await _stop.CancelAsync();
                throw;
            }
            finally
            {
                _batches.Release();
            }
        }

        void End(MapResult result)
        {
            tally.OnEnded(result);
            _window.OnEnded();
            results.TryWrite(result);
        }
    }
}
