using Spawner.Grains.Placement;

namespace Spawner.Grains.Tests.Placement;

public sealed class DispatcherTests
{
    private static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(3);

    private readonly Dispatcher _sut = new(new Random(7), SilentAfter);
    private readonly List<int> _silos = [];

    private TimeSpan Now { get; set; } = TimeSpan.FromSeconds(10);

    [Fact]
    public void Place_WithoutSilos_ChoosesNone() => Assert.Equal(new Choice(-1, PlacementRule.NoCandidate), Place());

    [Fact]
    public void Place_WhenASlotIsFreeHere_StaysHere()
    {
        var here = Add(isLocal: true, load: 1);
        Add(load: 0);

        Assert.Equal(new Choice(here, PlacementRule.LocalFree), Place());
    }

    [Fact]
    public void Place_WhenNoSlotIsFreeHere_GoesToTheLeastLoaded()
    {
        Add(isLocal: true, load: 2);
        var least = Add(load: 1);
        Add(load: 3);

        Assert.Equal(new Choice(least, PlacementRule.LeastLoaded), Place());
    }

    [Fact]
    public void Place_WhenASiloToldThatItHasRoom_GoesThereOnceANote()
    {
        Add(isLocal: true, load: 2);
        var quiet = Add(load: 0);
        var told = Add(load: 1);
        _sut.OnIdle(told, room: 3, unused: false, Now, Now + TimeSpan.FromSeconds(1));

        Assert.Equal(new Choice(told, PlacementRule.IdleNote), Place());
        Assert.Equal(new Choice(quiet, PlacementRule.LeastLoaded), Place());
    }

    [Fact]
    public void Place_WhenANoteIsTooOld_DoesNotFollowIt()
    {
        Add(isLocal: true, load: 2);
        Add(load: 0);
        _sut.OnIdle(Add(load: 1), room: 1, unused: false, Now, Now + TimeSpan.FromSeconds(1));
        Now += TimeSpan.FromSeconds(1.1);

        Assert.Equal(PlacementRule.LeastLoaded, Place().Rule);
    }

    [Fact]
    public void Place_WhenANewerReportSaysThatTheRoomIsGone_DoesNotFollowTheNote()
    {
        Add(isLocal: true, load: 2);
        var told = Add(load: 1);
        _sut.OnIdle(told, room: 1, unused: false, Now, Now + TimeSpan.FromSeconds(1));
        Now += TimeSpan.FromSeconds(0.1);
        Report(told, load: 2);

        Assert.NotEqual(PlacementRule.IdleNote, Place().Rule);
        Assert.Equal(0, _sut.NoteCount);
    }

    [Fact]
    public void Place_WhenASiloThatToldIsGone_DoesNotFollowItsNote()
    {
        var here = Add(isLocal: true, load: 2);
        var told = Add(load: 0);
        _sut.OnIdle(told, room: 1, unused: false, Now, Now + TimeSpan.FromSeconds(1));
        _sut.Remove(told);

        Assert.Equal(new Choice(here, PlacementRule.LeastLoaded), _sut.Place(new Audience([here], [2]), 1, Now));
    }

    [Fact]
    public void Place_WhenASiloToldThatItIsUnused_GoesThereBeforeItStaysHere()
    {
        var here = Add(isLocal: true, load: 0);
        var unused = Add(load: 0);
        _sut.OnIdle(unused, room: 2, unused: true, Now, Now + TimeSpan.FromSeconds(1));

        Assert.Equal(new Choice(unused, PlacementRule.Unused), Place());
        Assert.Equal(new Choice(here, PlacementRule.LocalFree), Place());
    }

    [Fact]
    public void Place_OfTasksThatTakeNoSlot_SpreadsThem()
    {
        Add(isLocal: true, load: 0);
        Add(load: 0);
        Add(load: 0);

        var chosen = Enumerable.Range(0, 300).CountBy(_ => Place(weight: 0).Silo).ToDictionary();

        Assert.All(Enumerable.Range(0, 3), silo => Assert.InRange(chosen[silo], 90, 110));
    }

    [Fact]
    public void Place_WhenSlotsDiffer_ComparesLoadPerSlot()
    {
        Add(isLocal: true, load: 2);
        var large = Add(slots: 8, load: 5);
        Add(load: 2);

        Assert.Equal(large, Place().Silo);
    }

    [Theory]
    [InlineData((int)CandidateTier.Out)]
    [InlineData((int)CandidateTier.Full)]
    [InlineData((int)CandidateTier.Blocked)]
    public void Place_WhenALowerTierIsIdle_PrefersTheOpenOne(int tier)
    {
        Add(isLocal: true, load: 100);
        var lower = Add(load: 0);
        _sut[lower].Tier = (CandidateTier)tier;

        Assert.Equal(0, Place().Silo);
    }

    [Fact]
    public void Place_WhenASiloIsSilent_LeavesItOutUntilItReports()
    {
        var silent = Add(load: 0);
        Now += SilentAfter + TimeSpan.FromSeconds(0.1);
        Assert.Equal(-1, Place().Silo);

        Report(silent, load: 0);
        Assert.Equal(silent, Place().Silo);
    }

    [Fact]
    public void Place_WithPreferredLabels_TakesTheMatchingSiloWhileItHasRoom()
    {
        var here = Add(isLocal: true, load: 0);
        var matching = Add(load: 1);
        var audience = new Audience([here, matching], [2, 2], preferred: [matching]);

        Assert.Equal(new Choice(matching, PlacementRule.Preferred), _sut.Place(audience, 1, Now));
        Assert.Equal(new Choice(here, PlacementRule.LocalFree), _sut.Place(audience, 1, Now));
    }

    [Fact]
    public void Place_OnOldReports_SpreadsInsteadOfHerding()
    {
        foreach (var load in new[] { 2, 3, 4 })
        {
            Add(load: load, serviceTime: TimeSpan.FromMilliseconds(20));
        }

        Now += TimeSpan.FromSeconds(2);
        var chosen = Enumerable.Range(0, 3000).CountBy(_ => Explain().Silo).ToDictionary();

        Assert.All(Enumerable.Range(0, 3), silo => Assert.InRange(chosen[silo], 800, 1200));
    }

    [Fact]
    public void Place_OfManySilos_DrawsByCapacity()
    {
        var large = Add(slots: 100, load: 0);
        for (var i = 1; i < 100; i++)
        {
            Add(slots: 1, load: 0);
        }

        var chosen = Enumerable.Range(0, 1000).Count(_ => Explain().Silo == large);

        Assert.True(chosen > 800, $"The silo with half of all slots was chosen {chosen} times of 1000.");
    }

    [Fact]
    public void Place_ForABatch_LevelsToTheSlots()
    {
        int[] silos = [Add(isLocal: true, load: 0), Add(load: 0), Add(slots: 1, load: 0), Add(load: 0)];
        _sut[silos[3]].Tier = CandidateTier.Blocked;

        var chosen = Enumerable.Range(0, 500).CountBy(_ => Place().Silo).ToDictionary();

        Assert.Equal([200, 200, 100, 0], silos.Select(silo => chosen.GetValueOrDefault(silo)));
    }

    [Fact]
    public void Explain_ChangesNothing()
    {
        Add(isLocal: true, load: 2);
        var told = Add(load: 1);
        _sut.OnIdle(told, room: 1, unused: false, Now, Now + TimeSpan.FromSeconds(1));

        Assert.Equal(Explain(), Explain());
        Assert.Equal(new Choice(told, PlacementRule.IdleNote), Place());
    }

    [Fact]
    public void Explain_WhenTheNewestNoteNoLongerHolds_FollowsTheNextAsPlaceDoes()
    {
        Add(isLocal: true, load: 2);
        var (told, drained) = (Add(load: 1), Add(load: 1));
        _sut.OnIdle(told, room: 1, unused: false, Now, Now + TimeSpan.FromSeconds(1));
        _sut.OnIdle(drained, room: 1, unused: false, Now, Now + TimeSpan.FromSeconds(1));
        _sut[drained].Tier = CandidateTier.Out;

        Assert.Equal(new Choice(told, PlacementRule.IdleNote), Explain());
        Assert.Equal(Explain(), Place());
    }

    [Fact]
    public void Place_WhenASlotIsFreeHereAndAFasterOneElsewhere_GoesThere()
    {
        var here = Add(isLocal: true, slots: 1, speed: 0.25);
        var (slower, faster) = (Add(slots: 1, speed: 0.5), Add(slots: 1));

        Assert.Equal(new Choice(faster, PlacementRule.Faster), Explain());
        Assert.Equal([faster, slower, here], [Place().Silo, Place().Silo, Place().Silo]);
    }

    [Fact]
    public void Place_WhenAllQueue_SharesByTheSpeedOfTheSlots()
    {
        Add(isLocal: true, slots: 1, load: 1, speed: 0.25);
        Add(slots: 1, load: 1, speed: 0.75);

        var chosen = Enumerable.Range(0, 400).CountBy(_ => Place().Silo).ToDictionary();

        Assert.InRange(chosen[_silos[1]], 295, 305);
    }

    [Fact]
    public void InFlight_WhenAReportArrivesBeforeWhatWasPlacedIsSent_CountsItStill()
    {
        var silo = Add();
        Place();

        _sut[silo].OnReceived(0);

        Assert.Equal(1, _sut[silo].InFlight);
        _sut[silo].OnSendStarted();
        _sut[silo].OnSendEnded();
        Assert.Equal(0, _sut[silo].InFlight);
    }

    [Fact]
    public void Place_WhenAPreferredSiloWithRoomIsFull_GoesToAnOpenOne()
    {
        var (preferred, open) = (Add(), Add(load: 5));
        _sut[preferred].Tier = CandidateTier.Full;

        Assert.Equal(open, _sut.Place(new Audience([preferred, open], [2, 2], [preferred]), weight: 1, Now).Silo);
    }

    [Fact]
    public void ChooseWhomToTell_TellsThePlacerThenTheSenderAndOthersOnce()
    {
        Add(isLocal: true, load: 0);
        var others = Enumerable.Range(0, 5).Select(_ => Add(load: 2)).ToList();
        var targets = new int[3];

        var count = _sut.ChooseWhomToTell(Everyone(), placer: others[2], sender: others[4], Now, targets);

        Assert.Equal(3, count);
        Assert.Equal([others[2], others[4]], targets[..2]);
        Assert.Equal(3, targets.Distinct().Count());
        Assert.All(targets, target => Assert.Contains(target, others));
    }

    [Fact]
    public void ChooseWhomToTell_SparesThoseThatHaveRoomThemselves()
    {
        Add(isLocal: true, load: 0);
        Add(load: 1);
        var full = Add(load: 2);
        var targets = new int[3];

        var count = _sut.ChooseWhomToTell(Everyone(), placer: -1, sender: -1, Now, targets);

        Assert.Equal([full], targets[..count]);
    }

    [Fact]
    public void ChooseWhomToTellUnused_TellsOneThatPlacesTasks()
    {
        Add(isLocal: true, load: 0);
        Add(load: 0);
        var busy = Add(load: 0);
        _sut[busy].OnPlaced(10_000);

        var chosen = Enumerable.Range(0, 100).Count(_ => _sut.ChooseWhomToTellUnused(Everyone(), Now) == busy);

        Assert.True(chosen > 95, $"The only silo that places tasks was told {chosen} times of 100.");
    }

    private int Add(bool isLocal = false, double slots = 2, double load = 0, TimeSpan? serviceTime = null, double speed = 1)
    {
        var silo = _sut.Add(slots, isLocal, Now, speed);
        _silos.Add(silo);
        _sut[silo].ServiceTime = serviceTime ?? TimeSpan.FromMilliseconds(100);
        Report(silo, load);
        return silo;
    }

    private void Report(int silo, double load)
    {
        ref var known = ref _sut[silo];
        (known.Tier, known.ServingSlots, known.ReportedLoad, known.ReportedAt) = (CandidateTier.Open, known.Slots, load, Now);
    }

    private Audience Everyone() => new([.. _silos], [.. _silos.Select(silo => _sut[silo].Slots)]);

    private Choice Place(double weight = 1) => _sut.Place(Everyone(), weight, Now);

    private Choice Explain() => _sut.Explain(Everyone(), 1, Now);
}
