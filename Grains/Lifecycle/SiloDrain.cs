using Spawner.Grains.Completion;
using Spawner.Grains.Execution;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Lifecycle;

/// <summary>
/// How a silo leaves: takes no more, moves what waits, lets what runs finish within the grace, tells the rest to stop, moves
/// what let go, and says of what did not that it is lost. Only then may Orleans close the doors.
/// </summary>
internal sealed partial class SiloDrain(
    Executor executor, TaskRelocator relocator, NoticeBoard notices, ClusterLoad.LoadPublisher publisher, IOptions<ExecutionOptions> options, TimeProvider clock, ILogger<SiloDrain> logger)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(3);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        executor.SetState(SiloState.Leaving);
        publisher.PublishOnce();
        await WaitUntilEmptyAsync(options.Value.DrainGrace, cancellationToken);
        if (executor.CountLeft().Running > 0)
        {
            executor.StopRunning();
            await WaitUntilEmptyAsync(options.Value.StopGrace, cancellationToken);
        }

        var putBack = await PutBackAsync();
        await WaitUntilWrittenAsync();
        var lost = executor.LoseWhatIsLeft();
        await FlushAsync(cancellationToken);
        LogDrained(clock.GetElapsedTime(started).TotalSeconds, putBack, lost);
    }

    private async Task<int> PutBackAsync()
    {
        try
        {
            return await executor.PutBackWhatIsLeftAsync().WaitAsync(FlushTimeout, clock);
        }
        catch (Exception failure) when (failure is TaskStoreException or TimeoutException)
        {
            // Others adopt them once this silo's lease is over.
            LogNotPutBack(failure.Message);
            return 0;
        }
    }

    /// <summary>Ends and put-backs that are being written: left alone, they would be refused, and their tasks run again elsewhere.</summary>
    private async Task WaitUntilWrittenAsync()
    {
        var started = clock.GetTimestamp();
        while (executor.RecordsUnderWay > 0 && clock.GetElapsedTime(started) < FlushTimeout)
        {
            await Task.Delay(Step, clock, CancellationToken.None);
        }
    }

    private async Task WaitUntilEmptyAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (clock.GetElapsedTime(started) < grace && !cancellationToken.IsCancellationRequested)
        {
            var movedAny = await relocator.RunOnceAsync() > 0;
            var (running, waiting, moving) = executor.CountLeft();
            if (IsOver(running, waiting, moving, movedAny || (waiting > 0 && relocator.HasSomewhereToGo())))
            {
                return;
            }

            await Task.Delay(Step, clock, CancellationToken.None);
        }
    }

    /// <summary>Whether waiting any longer is of no use: nothing is left, or what is left has nowhere to go.</summary>
    /// <param name="running">Tasks that run; they may end.</param>
    /// <param name="waiting">Tasks that wait.</param>
    /// <param name="moving">Tasks that are being handed to another silo; their end of the move is to be awaited.</param>
    /// <param name="mayMove">Whether waiting tasks have moved just now, or could.</param>
    internal static bool IsOver(int running, int waiting, int moving, bool mayMove) => running == 0 && moving == 0 && (waiting == 0 || !mayMove);

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await notices.FlushAsync(cancellationToken).WaitAsync(FlushTimeout, clock, cancellationToken);
        }
        catch (Exception failure) when (failure is TimeoutException or OperationCanceledException)
        {
            LogNotFlushed(FlushTimeout);
        }
    }

    [LoggerMessage(LogLevel.Information, "Drained in {Seconds:0.0} s; {PutBack} durable tasks went back to the store; {Lost} others did not end and could not move, and are reported lost")]
    private partial void LogDrained(double seconds, int putBack, int lost);

    [LoggerMessage(LogLevel.Warning, "Durable tasks that were left could not be put back, and are adopted later: {Reason}")]
    private partial void LogNotPutBack(string reason);

    [LoggerMessage(LogLevel.Warning, "Not every outcome could be delivered within {Timeout} before leaving")]
    private partial void LogNotFlushed(TimeSpan timeout);
}
