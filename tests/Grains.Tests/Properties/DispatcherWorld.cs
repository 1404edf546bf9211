using CsCheck;
using Spawner.Grains.Placement;

namespace Spawner.Grains.Tests.Properties;

/// <summary>What happens to a dispatcher.</summary>
internal enum Happening
{
    SiloJoins,
    SiloGoes,
    SiloReports,
    ReportArrives,
    ReportArrivesAndAgainLater,
    ReportIsLost,
    SiloTellsOfRoom,
    SiloTellsThatItIsUnused,
    TaskIsPlaced,
    NoteIsTaken,
    TasksArrive,
    TasksArriveTwice,
    TasksAreLost,
    SendEnds,
    TimePasses,
}

/// <summary>One of them, and numbers from which it draws its details.</summary>
internal readonly record struct Event(Happening What, int One, int Other)
{
    public override string ToString() => $"{What}({One},{Other})";
}

/// <summary>Where a task went, and whence it might have gone.</summary>
internal sealed record Placement(Audience Audience, double Weight, Choice Choice);

/// <summary>
/// A dispatcher and the world that it hears of: silos that count what they receive, and messages that are lost, late or doubled.
/// The world keeps its own account, by message, of what the dispatcher counts in sums.
/// </summary>
internal sealed class DispatcherWorld
{
    public static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(3);

    private static readonly double[] Weights = [1, 0.5, 0.25, 0, 2];

    private readonly List<Silo> _silos = [];

    public DispatcherWorld(int seed)
    {
        Dispatcher = new Dispatcher(new Random(seed), SilentAfter);
        Join(slots: 2, isLocal: true);
    }

    /// <summary>A seed and what happens.</summary>
    public static Gen<(int Seed, Event[] Events)> Histories { get; } = Gen.Select(
        Gen.Int[0, 10_000],
        Gen.Select(Gen.Enum<Happening>(), Gen.Int[0, 9999], Gen.Int[0, 9999], (what, one, other) => new Event(what, one, other)).Array[0, 150]);

    public Dispatcher Dispatcher { get; }

    public TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(10);

    public IReadOnlyList<Silo> Silos => _silos;

    /// <summary>What the last event placed; <see langword="null"/> if it placed nothing.</summary>
    public Placement? Placed { get; private set; }

    public static string Print((int Seed, Event[] Events) history) => $"seed {history.Seed}: {string.Join(' ', history.Events)}";

    public Silo Of(int number) => _silos.Single(silo => silo.Number == number);

    /// <summary>What a silo last said, unless it has been silent since.</summary>
    public CandidateTier TierOf(Silo silo) => silo.IsLocal || Now - silo.HeardAt <= SilentAfter ? silo.Tier : CandidateTier.Out;

    /// <summary>Some of the silos, always with the local one if that is asked for; <paramref name="number"/> says which.</summary>
    public Audience Some(int number, bool withLocal = false)
    {
        // All of them as often as any part: most tasks may run anywhere.
        var mask = number % 2 == 0 ? -1 : number >> 1;
        var members = _silos.Where((silo, i) => (withLocal && silo.IsLocal) || (mask >> (i % 12) & 1) == 1).ToList();
        var preferred = number % 3 == 0 ? members.Where((_, i) => i % 3 == 1) : [];
        return new Audience([.. members.Select(s => s.Number)], [.. members.Select(s => s.Slots)], [.. preferred.Select(s => s.Number)]);
    }

    public static double WeightFrom(int number) => Weights[number % Weights.Length];

    public void Let(Event happens)
    {
        Placed = null;
        var silo = _silos[happens.One % _silos.Count];
        switch (happens.What)
        {
            case Happening.SiloJoins when _silos.Count < 14:
                Join(slots: 1 + (happens.One % 4), isLocal: false);
                break;
            case Happening.SiloGoes when !silo.IsLocal:
                Dispatcher.Remove(silo.Number);
                _silos.Remove(silo);
                break;
            case Happening.SiloReports:
                silo.Report(happens.Other);
                break;
            case Happening.ReportArrives:
                Hear(silo, happens.Other, again: false);
                break;
            case Happening.ReportArrivesAndAgainLater:
                Hear(silo, happens.Other, again: true);
                break;
            case Happening.ReportIsLost:
                silo.TakeReport(happens.Other, again: false);
                break;
            case Happening.SiloTellsOfRoom or Happening.SiloTellsThatItIsUnused:
                Tell(silo, room: 0.5 * (1 + (happens.Other % 5)), happens.What == Happening.SiloTellsThatItIsUnused);
                break;
            case Happening.TaskIsPlaced:
                Place(Some(happens.One), WeightFrom(happens.Other));
                break;
            case Happening.NoteIsTaken:
                TakeNote(Some(happens.One), WeightFrom(happens.Other));
                break;
            case Happening.TasksArrive:
                silo.Message(happens.Other)?.Arrive(silo);
                break;
            case Happening.TasksArriveTwice:
                silo.Message(happens.Other)?.ArriveTwice(silo);
                break;
            case Happening.TasksAreLost:
                silo.Message(happens.Other)?.Lose(silo);
                break;
            case Happening.SendEnds:
                End(silo, happens.Other);
                break;
            case Happening.TimePasses:
                Now += TimeSpan.FromMilliseconds(happens.One % 5 == 0 ? 1700 : happens.Other % 300);
                break;
        }
    }

    public Placement Place(Audience audience, double weight)
    {
        var choice = Dispatcher.Place(audience, weight, Now);
        if (choice.Silo >= 0)
        {
            Send(choice.Silo, weight);
        }

        if (choice.Rule is PlacementRule.IdleNote or PlacementRule.Unused)
        {
            Of(choice.Silo).RoomTaken += weight;
        }

        return Placed = new Placement(audience, weight, choice);
    }

    private void TakeNote(Audience audience, double weight)
    {
        var silo = Dispatcher.TakeNote(audience, weight, Now);
        if (silo >= 0)
        {
            Of(silo).RoomTaken += weight;
            Send(silo, weight);
            Placed = new Placement(audience, weight, new Choice(silo, PlacementRule.IdleNote));
        }
    }

    private void Join(double slots, bool isLocal)
    {
        var number = Dispatcher.Add(slots, isLocal, Now);
        _silos.Add(new Silo(number, slots, isLocal) { HeardAt = Now });
    }

    private void Hear(Silo silo, int which, bool again)
    {
        if (silo.TakeReport(which, again) is { } report)
        {
            ref var load = ref Dispatcher[silo.Number];
            (load.Tier, load.ServingSlots, load.ReportedLoad, load.ReportedAt) = (report.Tier, report.ServingSlots, report.Load, Now);
            load.ServiceTime = TimeSpan.FromMilliseconds(100);
            load.OnReceived(report.Received);
            silo.Hear(report, Now);
        }
    }

    private void Tell(Silo silo, double room, bool unused)
    {
        Dispatcher.OnIdle(silo.Number, room, unused, Now, Now + TimeSpan.FromSeconds(1));
        silo.Notes.Add((Math.Min(room, 1), Now + TimeSpan.FromSeconds(1)));
    }

    private void Send(int number, double weight)
    {
        Dispatcher[number].OnSendStarted();
        Of(number).Send(Math.Max(weight, PeerLoad.LeastWeight));
    }

    private void End(Silo silo, int which)
    {
        if (silo.UnderWay.Count > 0)
        {
            silo.End(which);
            Dispatcher[silo.Number].OnSendEnded();
        }
    }

    /// <summary>A silo as it is, and what the dispatcher has heard of it.</summary>
    internal sealed class Silo(int number, double slots, bool isLocal)
    {
        private readonly List<Said> _reports = [];
        private readonly List<Sent> _uncounted = [];
        private double _received;

        public int Number => number;

        public double Slots => slots;

        public bool IsLocal => isLocal;

        public CandidateTier Tier { get; private set; }

        public TimeSpan HeardAt { get; set; }

        public List<Sent> UnderWay { get; } = [];

        public List<(double Room, TimeSpan Expires)> Notes { get; } = [];

        public double RoomTaken { get; set; }

        public double Lost { get; set; }

        public double Doubled { get; set; }

        /// <summary>Weight of messages that no report that was heard counts, since last none was under way.</summary>
        public double Uncounted => _uncounted.Sum(sent => sent.Weight);

        /// <summary>That part of it which may still arrive, or has arrived, in messages that were not answered.</summary>
        public double UncountedUnderWay => _uncounted.Where(sent => UnderWay.Contains(sent) && !sent.IsLost).Sum(sent => sent.Weight);

        public Sent? Message(int which) => UnderWay.Count == 0 ? null : UnderWay[which % UnderWay.Count];

        public void Send(double weight)
        {
            var sent = new Sent(weight);
            UnderWay.Add(sent);
            _uncounted.Add(sent);
        }

        public void Receive(double weight) => _received += weight;

        public void End(int which)
        {
            var sent = UnderWay[which % UnderWay.Count];
            UnderWay.Remove(sent);
            if (!sent.HasArrived && !sent.IsLost)
            {
                // Nobody waits for it any longer, and it never comes.
                sent.Lose(this);
            }

            ForgetIfIdle();
        }

        public void Report(int number)
        {
            // Two of three take tasks: with few of those, hardly any choice would be left to look at.
            var tier = number % 3 > 0 ? CandidateTier.Open : (CandidateTier)(number / 3 % 3);
            var serving = tier == CandidateTier.Blocked ? 0 : Slots;
            _reports.Add(new Said(tier, serving, number / 9 % 5, _received, [.. _uncounted.Where(sent => sent.HasArrived)]));
        }

        public Said? TakeReport(int which, bool again)
        {
            if (_reports.Count == 0)
            {
                return null;
            }

            var report = _reports[which % _reports.Count];
            if (!again)
            {
                _reports.Remove(report);
            }

            return report;
        }

        public void Hear(Said report, TimeSpan now)
        {
            (Tier, HeardAt) = (report.Tier, now);
            _uncounted.RemoveAll(report.Counted.Contains);
            ForgetIfIdle();
        }

        private void ForgetIfIdle()
        {
            if (UnderWay.Count == 0)
            {
                _uncounted.Clear();
            }
        }
    }

    /// <summary>A report.</summary>
    internal sealed record Said(CandidateTier Tier, double ServingSlots, double Load, double Received, IReadOnlyList<Sent> Counted);

    /// <summary>A message with a task.</summary>
    internal sealed class Sent(double weight)
    {
        public double Weight => weight;

        public bool HasArrived { get; private set; }

        public bool IsLost { get; private set; }

        public void Arrive(Silo at)
        {
            if (!HasArrived && !IsLost)
            {
                HasArrived = true;
                at.Receive(Weight);
            }
        }

        public void ArriveTwice(Silo at)
        {
            if (!HasArrived && !IsLost)
            {
                Arrive(at);
                at.Receive(Weight);
                at.Doubled += Weight;
            }
        }

        public void Lose(Silo onTheWayTo)
        {
            if (!HasArrived && !IsLost)
            {
                IsLost = true;
                onTheWayTo.Lost += Weight;
            }
        }
    }
}
