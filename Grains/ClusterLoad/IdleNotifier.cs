using Spawner.Grains.Messages;
using Spawner.Grains.Placement;

namespace Spawner.Grains.ClusterLoad;

/// <summary>Tells a few peers when this silo has room, as <see cref="RoundPace"/> says when and <see cref="Dispatcher"/> whom.</summary>
internal sealed class IdleNotifier(ILoadSource source, ClusterLoadView view, ExecutorPeers peers, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Forever = TimeSpan.FromDays(1);

    private readonly RoundPace _rounds = new();
    private readonly Signal _work = new();
    private readonly long _started = clock.GetTimestamp();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        source.RoomFreed += _work.Set;
        try
        {
            while (true)
            {
                var next = TellIfIdle();
                if (await _work.WaitAsync(next, cancellationToken))
                {
                    _rounds.Restart();
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The silo stops.
        }
        finally
        {
            source.RoomFreed -= _work.Set;
        }
    }

    /// <summary>A peer asks for room: it is told if there is some.</summary>
    public void Answer(SiloAddress peer)
    {
        var load = source.Report(reader: null);
        var roundTrip = view.RoundTrip;
        if (HasRoom(load, roundTrip) is { } room)
        {
            Tell(peer, load, room, unused: false, roundTrip);
        }
    }

    public void Dispose() => _work.Dispose();

    /// <returns>When to look again, unless a slot becomes free before.</returns>
    private TimeSpan TellIfIdle()
    {
        var load = source.Report(reader: null);
        var roundTrip = view.RoundTrip;
        if (HasRoom(load, roundTrip) is not { } room)
        {
            return Forever;
        }

        var now = clock.GetElapsedTime(_started);
        if (_rounds.NextDue(roundTrip) is var due && due > now)
        {
            return due - now;
        }

        var usage = source.Usage;
        var unused = usage.UnusedFor >= Idleness.UnusedAfter;
        foreach (var peer in view.ChooseWhomToTell(usage, unused))
        {
            Tell(peer, load, room, unused, roundTrip);
        }

        _rounds.OnRound(now, Idleness.TellAgainAfter(load.ServiceTime, roundTrip));
        return _rounds.NextDue(roundTrip) - now;
    }

    private static double? HasRoom(LoadReport load, TimeSpan roundTrip) =>
        load.State == SiloState.Active && Idleness.Room(load.ServingSlots, load.Load, load.ServiceTime, roundTrip) is >= Idleness.LeastRoom and var room
            ? room
            : null;

    private void Tell(SiloAddress peer, LoadReport load, double room, bool unused, TimeSpan roundTrip) =>
        peers.Of(peer).TellIdleAsync(new IdleNotice
        {
            Load = source.Report(peer),
            Room = room,
            Unused = unused,
            Life = unused ? Idleness.UnusedNoteLife : Idleness.NoteLife(load.ServiceTime, roundTrip),
        }).Ignore();
}
