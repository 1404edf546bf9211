using Microsoft.Extensions.Logging;
using Spawner.Client.Telemetry;

namespace Spawner.Client.Intake;

/// <summary>
/// Asks until somebody answers: each attempt is waited for a while, then the same request is sent again, through another
/// gateway, until the request's time is over. Earlier attempts are still listened to, so that a slow cluster is slow, not
/// unavailable.
/// </summary>
internal sealed partial class ReliableIntake(
    IIntake intake,
    SpawnerClientOptions options,
    TimeProvider clock,
    Jitter jitter,
    ClientInstruments instruments,
    ILogger<ReliableIntake> logger)
{
    // A rejected attempt comes back in a millisecond; a gateway list is refreshed within a second.
    private static readonly TimeSpan PauseAfterRejection = TimeSpan.FromMilliseconds(100);

    /// <summary>The same in the name of another caller.</summary>
    public ReliableIntake For(SpawnerClientOptions caller) => new(intake, caller, clock, jitter, instruments, logger);

    /// <param name="what">What is asked, for people.</param>
    /// <param name="attempt">Asks once; gets the number of the attempt.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="patience">How long the one that is asked may take besides the time of an attempt.</param>
    private async Task<T> AskAsync<T>(string what, Func<int, Task<T>> attempt, CancellationToken cancellationToken, TimeSpan patience = default)
    {
        var started = clock.GetTimestamp();
        Exception? lastFailure = null;
        List<Task<T>> underWay = [];
        for (var number = 1; ; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            underWay.Add(attempt(number));
            var ended = await WhenAnyAsync(underWay, Shorter(options.AttemptTimeout + patience, TimeLeft(started)), cancellationToken).ConfigureAwait(false);
            if (ended is { IsFaulted: false } || (ended is not null && !TransientFailures.IsTransient(FailureOf(ended))))
            {
                return await ended.ConfigureAwait(false);
            }

            var pause = TimeSpan.Zero;
            if (ended is null)
            {
                // Nobody may be listening any more when this attempt fails at last.
                underWay[^1].Ignore();
            }
            else
            {
                underWay.Remove(ended);
                lastFailure = FailureOf(ended);
                pause = jitter.Lengthen(PauseAfterRejection);
            }

            if (TimeLeft(started) <= pause)
            {
                throw Unavailable(what, number, lastFailure);
            }

            LogAttemptEnded(what, number, clock.GetElapsedTime(started), lastFailure?.Message ?? "no answer");
            instruments.OnResubmitted();
            await Task.Delay(pause, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>The first attempt to end, however it ends; <see langword="null"/> if none does in time.</returns>
    private async Task<Task<T>?> WhenAnyAsync<T>(List<Task<T>> attempts, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.WhenAny(attempts).WaitAsync(limit, clock, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private TimeSpan TimeLeft(long started)
    {
        var left = options.RequestTimeout - clock.GetElapsedTime(started);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private ClusterUnavailableException Unavailable(string what, int attempts, Exception? lastFailure) => new(
        $"No silo answered when asked to {what}, within {options.RequestTimeout} and {attempts} attempts; it may or may not have happened. "
        + $"The last attempt got: {lastFailure?.Message ?? $"no answer within {options.AttemptTimeout}"}. "
        + "Check that silos run, that their gateways can be reached from here, and that the clustering settings are those of the silos.",
        lastFailure);

    private static Exception FailureOf(Task attempt) => attempt.Exception!.InnerException!;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
