using System.Globalization;
using Spawner.Client.Intake;
using Spawner.Client.Tasks;
using Spawner.Client.Telemetry;
using Spawner.Contracts;

namespace Spawner.Client.Spawning;

/// <summary>Sends tasks in one message, and those that a busy cluster refuses again, until silos hold them all.</summary>
internal sealed class SpawnSender(
    ReliableIntake intake,
    TaskTracker tracker,
    TaskNoticeReceiver receiver,
    SpawnerClientOptions options,
    TimeProvider clock,
    Jitter jitter,
    ClientInstruments instruments)
{
    // A cluster that is busy and does not say for how long is not asked in a tight loop.
    private static readonly TimeSpan ShortestBusyPause = TimeSpan.FromMilliseconds(10);

    /// <returns>Why the tasks that are not acknowledged are not; <see langword="null"/> if all are.</returns>
    /// <exception cref="ClusterUnavailableException">Nobody answered; any of the tasks may have been accepted.</exception>
    public async Task<SpawnerException?> SendAsync(PendingSpawn[] spawns, CancellationToken cancellationToken)
    {
        var observer = await receiver.ReferenceAsync().ConfigureAwait(false);
        var started = clock.GetTimestamp();
        var waiting = spawns;
        while (true)
        {
            var reply = await intake.SpawnAsync(waiting[0].Task.Origin!, new TaskSpecs(Array.ConvertAll(waiting, spawn => spawn.Spec)), observer, cancellationToken).ConfigureAwait(false);
            if (reply.Denied is { } denied)
            {
                return new SpawnDeniedException(denied);
            }

            if (reply.Problems.Length > 0)
            {
                return new InvalidSpawnException(reply.Problems);
            }

            waiting = TakeAcknowledged(waiting, reply);
            if (waiting.Length == 0)
            {
                return null;
            }

            instruments.OnRefused(waiting.Length);
            var left = options.BusyTimeout - clock.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return Refused(waiting.Length, spawns.Length, reply);
            }

            var pause = jitter.Lengthen(reply.RetryAfter > ShortestBusyPause ? reply.RetryAfter : ShortestBusyPause);
            await Task.Delay(pause < left ? pause : left, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private PendingSpawn[] TakeAcknowledged(PendingSpawn[] sent, SpawnReply reply)
    {
        List<PendingSpawn> refused = [];
        foreach (var conflict in reply.Conflicts)
        {
            tracker.OnConflict(conflict);
        }

        for (var i = 0; i < sent.Length; i++)
        {
            if (reply.Homes[i] is { } home)
            {
                // Of one that was not spawned, too: its caller is to be woken.
                tracker.Acknowledge(sent[i].Task, home);
            }
            else
            {
                refused.Add(sent[i]);
            }
        }

        if (reply.Ended is { } ended)
        {
            tracker.Take(ended);
        }

        // Only now: who is woken may ask for the result at once.
        for (var i = 0; i < sent.Length; i++)
        {
            if (reply.Homes[i] is not null)
            {
                sent[i].Caller?.OnAcknowledged();
            }
        }

        instruments.OnSpawned(sent.Length - refused.Count);
        return [.. refused];
    }

    private SpawnRefusedException Refused(int refused, int sent, SpawnReply reply) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"The cluster refused {refused} of {sent} task(s) for {options.BusyTimeout}: {reply.Busy ?? "it is busy"}. Spawn more slowly, wait longer (BusyTimeout), or add silos."),
        reply.RetryAfter);
}
