using CsCheck;
using Spawner.Grains.Placement;

namespace Spawner.Grains.Tests.Properties;

/// <summary>What holds of a dispatcher whatever it has heard, sent and lost before.</summary>
public sealed class DispatcherPropertyTests
{
    private const double Rounding = 1e-6;

    private const double WholeSlot = 1;

    [Fact]
    public void Place_AfterAnyHistory_ChoosesAMemberThatTakesTasksAndIsHeard() => AfterEach((world, _) =>
    {
        if (world.Placed is { Choice.Silo: >= 0 and var chosen } placed)
        {
            Assert.Contains(chosen, placed.Audience.Members.ToArray());
            Assert.NotEqual(CandidateTier.Out, world.TierOf(world.Of(chosen)));
        }
    });

    [Fact]
    public void Place_WithCandidates_ChoosesOneOfTheBestTier() => AfterEach((world, happened) =>
    {
        if (happened.What == Happening.TaskIsPlaced)
        {
            var (audience, _, choice) = world.Placed!;
            var best = audience.Members.ToArray().Select(silo => world.TierOf(world.Of(silo))).DefaultIfEmpty().Max();
            Assert.Equal(best == CandidateTier.Out, choice.Silo < 0);
            if (choice.Silo >= 0)
            {
                Assert.Equal(best, world.TierOf(world.Of(choice.Silo)));
            }
        }
    });

    [Fact]
    public void Place_ByNotes_TakesNoMoreThanTheSiloHasToldSinceItCame() => AfterEach((world, happened) =>
    {
        if (world.Placed is { Choice: { Rule: PlacementRule.IdleNote or PlacementRule.Unused, Silo: var chosen } })
        {
            var silo = world.Of(chosen);
            Assert.Equal(CandidateTier.Open, world.TierOf(silo));
            Assert.Contains(silo.Notes, note => note.Expires >= world.Now);
            Assert.True(silo.RoomTaken <= silo.Notes.Sum(note => note.Room) + Rounding, $"{silo.RoomTaken} slots were taken of silo {chosen}.");
        }
    });

    [Fact]
    public void Place_OfWholeSlots_UsesANoteOnce() => DispatcherWorld.Histories.Sample(
        history =>
        {
            var world = new DispatcherWorld(history.Seed);
            Dictionary<int, int> uses = [];
            foreach (var happens in history.Events)
            {
                // Every task takes a slot.
                world.Let(happens.What is Happening.TaskIsPlaced or Happening.NoteIsTaken ? happens with { Other = 0 } : happens);
                foreach (var gone in uses.Keys.Except(world.Silos.Select(silo => silo.Number)).ToList())
                {
                    uses.Remove(gone);
                }

                if (world.Placed is { Choice: { Rule: PlacementRule.IdleNote or PlacementRule.Unused, Silo: var chosen } })
                {
                    uses[chosen] = uses.GetValueOrDefault(chosen) + 1;
                    Assert.InRange(uses[chosen], 1, world.Of(chosen).Notes.Count(note => note.Room >= WholeSlot));
                }
            }
        },
        iter: 1000,
        print: DispatcherWorld.Print);

    [Fact]
    public void Explain_AfterAnyHistory_ChangesNothing() => AfterEach((world, happened) =>
    {
        var before = world.Silos.Select(silo => world.Dispatcher[silo.Number]).ToList();
        var told = world.Dispatcher.NoteCount;
        var expired = world.Silos.Sum(silo => silo.Notes.Count(note => note.Expires < world.Now));

        world.Dispatcher.Explain(world.Some(happened.One), DispatcherWorld.WeightFrom(happened.Other), world.Now);

        Assert.Equal(before, world.Silos.Select(silo => world.Dispatcher[silo.Number]));
        Assert.InRange(world.Dispatcher.NoteCount, told - expired, told);
    });

    [Fact]
    public void Explain_BeforePlace_NamesTheSameRule() => AfterEach((world, happened) =>
    {
        var (audience, weight) = (world.Some(happened.One), DispatcherWorld.WeightFrom(happened.Other));
        if (audience.Members.Length <= Dispatcher.CompareAllUpTo)
        {
            var explained = world.Dispatcher.Explain(audience, weight, world.Now);
            var placed = world.Place(audience, weight).Choice;
            Assert.Equal(explained.Rule, placed.Rule);
            if (explained.Rule is PlacementRule.IdleNote or PlacementRule.Unused)
            {
                Assert.Equal(explained, placed);
            }
        }
    });

    [Fact]
    public void InFlight_WhenMessagesAreLostLateOrDoubled_IsOffByNoMoreThanThose() => AfterEach((world, _) =>
    {
        foreach (var silo in world.Silos)
        {
            var counted = world.Dispatcher[silo.Number].InFlight;
            Assert.True(counted >= 0, $"In flight to silo {silo.Number}: {counted}.");
            Assert.InRange(counted, silo.UncountedUnderWay - silo.Doubled - Rounding, silo.Uncounted + silo.Lost + Rounding);
            if (silo.Lost + silo.Doubled == 0)
            {
                Assert.InRange(counted, silo.Uncounted - Rounding, silo.Uncounted + Rounding);
            }
        }
    });

    [Fact]
    public void InFlight_OnceNoSendIsUnderWay_IsZero() => AfterEach((world, _) =>
    {
        foreach (var silo in world.Silos.Where(silo => silo.UnderWay.Count == 0))
        {
            Assert.Equal(0, world.Dispatcher[silo.Number].InFlight);
        }
    });

    [Fact]
    public void ChooseWhomToTellOrAsk_AfterAnyHistory_NamesOtherSilosThatTakePartOnceEach() => AfterEach((world, happened) =>
    {
        var everyone = world.Some(happened.One, withLocal: true);
        var origin = happened.Other % 4 == 0 ? -1 : world.Silos[happened.Other % world.Silos.Count].Number;
        var targets = new int[3];

        var told = world.Dispatcher.ChooseWhomToTell(everyone, origin, sender: -1, world.Now, targets);
        AssertTakePart(targets[..told], except: origin);

        var asked = world.Dispatcher.ChooseWhomToAsk(everyone, world.Now, targets);
        AssertTakePart(targets[..asked], except: -1);

        var unused = world.Dispatcher.ChooseWhomToTellUnused(everyone, world.Now);
        var peers = everyone.Members.ToArray().Where(IsPeer).ToList();
        Assert.Equal(peers.Count == 0, unused < 0);
        AssertTakePart(unused < 0 ? [] : [unused], except: -1);

        void AssertTakePart(int[] chosen, int except)
        {
            Assert.Equal(chosen.Distinct(), chosen);
            Assert.All(chosen, silo => Assert.False(world.Of(silo).IsLocal));
            Assert.All(chosen.Where(silo => silo != except), silo => Assert.True(IsPeer(silo) && everyone.Contains(silo), $"Silo {silo} takes no part."));
        }

        bool IsPeer(int silo) => world.Of(silo) is { IsLocal: false } peer && world.TierOf(peer) != CandidateTier.Out;
    });

    private static void AfterEach(Action<DispatcherWorld, Event> check) => DispatcherWorld.Histories.Sample(
        history =>
        {
            var world = new DispatcherWorld(history.Seed);
            foreach (var happens in history.Events)
            {
                world.Let(happens);
                check(world, happens);
            }
        },
        iter: 1000,
        print: DispatcherWorld.Print);
}
