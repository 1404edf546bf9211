using Spawner.Grains.Placement;

namespace Spawner.Grains.Tests.Placement;

public sealed class PlacementDeciderTests
{
    private static readonly Candidate Idle = new()
    {
        IsLocal = false,
        Tier = CandidateTier.Open,
        Slots = 2,
        ServingSlots = 2,
        ReportedLoad = 0,
        InFlight = 0,
        ReportAge = TimeSpan.Zero,
        ServiceTime = TimeSpan.FromMilliseconds(100),
    };

    [Fact]
    public void Choose_WithoutCandidates_ChoosesNone() => Assert.Equal(-1, Choose([]).Index);

    [Fact]
    public void Choose_WhenOneIsLessLoaded_ChoosesIt() =>
        Assert.Equal(1, Choose([Idle with { ReportedLoad = 2 }, Idle with { ReportedLoad = 1 }, Idle with { ReportedLoad = 3 }]).Index);

    [Fact]
    public void Choose_WhenEquallyLoaded_ChoosesTheLocalOne() => Assert.Equal(1, Choose([Idle, Idle with { IsLocal = true }, Idle]).Index);

    [Fact]
    public void Choose_WhenEquallyFull_DoesNotKeepAllWorkHere()
    {
        Candidate[] full = [Idle with { ReportedLoad = 2 }, Idle with { IsLocal = true, ReportedLoad = 2 }, Idle with { ReportedLoad = 2 }];
        var random = new Random(5);

        var chosen = Enumerable.Range(0, 3000).CountBy(_ => PlacementDecider.Choose(full, 1, preferred: false, random).Index).ToDictionary();

        Assert.All(Enumerable.Range(0, 3), i => Assert.InRange(chosen[i], 800, 1200));
    }

    [Fact]
    public void Choose_WhenASiloIsUnused_ChoosesItBeforeTheLocalOne()
    {
        Candidate[] quiet = [Idle with { IsLocal = true }, Idle with { IsUnused = true, ReportAge = TimeSpan.FromSeconds(1) }];

        Assert.Equal(new Choice(1, PlacementRule.Unused), Choose(quiet));
    }

    [Fact]
    public void Choose_WhenTheLocalSiloIsUnusedToo_ChoosesTheLocalOne() =>
        Assert.Equal(2, Choose([Idle with { IsUnused = true }, Idle, Idle with { IsUnused = true, IsLocal = true }]).Index);

    [Fact]
    public void Choose_WhenAnUnusedSiloIsTooSmall_DoesNotChooseIt() =>
        Assert.Equal(1, PlacementDecider.Choose([Idle with { IsUnused = true, Slots = 1, ServingSlots = 1 }, Idle], 2, preferred: false, new Random(1)).Index);

    [Fact]
    public void Choose_WhenSlotsDiffer_ComparesLoadPerSlot() =>
        Assert.Equal(0, Choose([Idle with { Slots = 8, ServingSlots = 8, ReportedLoad = 4 }, Idle with { ReportedLoad = 2 }]).Index);

    [Fact]
    public void Choose_WhenTasksAreOnTheirWay_CountsThem() => Assert.Equal(1, Choose([Idle with { InFlight = 3 }, Idle with { ReportedLoad = 1 }]).Index);

    [Theory]
    [InlineData((int)CandidateTier.Out)]
    [InlineData((int)CandidateTier.Full)]
    [InlineData((int)CandidateTier.Blocked)]
    public void Choose_WhenALowerTierIsIdle_PrefersTheOpenOne(int tier) =>
        Assert.Equal(1, Choose([Idle with { Tier = (CandidateTier)tier }, Idle with { ReportedLoad = 100 }]).Index);

    [Fact]
    public void Choose_WhenAllAreOut_ChoosesNone() => Assert.Equal(-1, Choose([Idle with { Tier = CandidateTier.Out }]).Index);

    [Fact]
    public void Choose_WithPreferredLabels_TakesTheMatchingSiloWhileItHasRoom()
    {
        var matching = Idle with { PreferredMatches = 1, ReportedLoad = 1 };

        Assert.Equal(0, PlacementDecider.Choose([matching, Idle], 1, preferred: true, new Random(1)).Index);
        Assert.Equal(1, PlacementDecider.Choose([matching with { ReportedLoad = 2 }, Idle], 1, preferred: true, new Random(1)).Index);
    }

    [Fact]
    public void Choose_OnOldReports_SpreadsInsteadOfHerding()
    {
        var old = Idle with { ReportAge = TimeSpan.FromSeconds(10) };
        Candidate[] candidates = [old with { ReportedLoad = 2 }, old with { ReportedLoad = 3 }, old with { ReportedLoad = 4 }];
        var random = new Random(7);

        var chosen = Enumerable.Range(0, 3000).CountBy(_ => PlacementDecider.Choose(candidates, 1, preferred: false, random).Index).ToDictionary();

        Assert.All(Enumerable.Range(0, 3), i => Assert.InRange(chosen[i], 800, 1200));
    }

    [Fact]
    public void Choose_OfManySilos_DrawsByCapacity()
    {
        var candidates = Enumerable.Range(0, 100).Select(i => Idle with { Slots = i == 0 ? 100 : 1, ServingSlots = i == 0 ? 100 : 1 }).ToArray();
        var random = new Random(7);

        var big = Enumerable.Range(0, 1000).Count(_ => PlacementDecider.Choose(candidates, 1, preferred: false, random).Index == 0);

        Assert.True(big > 900, $"The silo with half of all slots was chosen {big} times of 1000.");
    }

    [Fact]
    public void Choose_ForABatch_LevelsToTheSlots()
    {
        Candidate[] candidates = [Idle, Idle, Idle with { ServingSlots = 1 }, Idle with { ServingSlots = 0, Tier = CandidateTier.Blocked }];
        var random = new Random(3);
        for (var i = 0; i < 500; i++)
        {
            var chosen = PlacementDecider.Choose(candidates, 1, preferred: false, random).Index;
            candidates[chosen] = candidates[chosen] with { InFlight = candidates[chosen].InFlight + 1 };
        }

        Assert.Equal([200, 200, 100, 0], candidates.Select(c => (int)c.InFlight));
    }

    private static Choice Choose(Candidate[] candidates) => PlacementDecider.Choose(candidates, 1, preferred: false, new Random(1));
}
