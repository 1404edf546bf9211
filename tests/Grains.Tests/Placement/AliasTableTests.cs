using Spawner.Grains.Placement;

namespace Spawner.Grains.Tests.Placement;

public sealed class AliasTableTests
{
    [Theory]
    [InlineData(new[] { 1.0, 1, 1, 1 })]
    [InlineData(new[] { 2.0, 4, 8, 0 })]
    [InlineData(new[] { 0.5, 0, 0, 100 })]
    public void Draw_GivesEachItsShare(double[] weights)
    {
        const int Draws = 100_000;
        var sut = new AliasTable(weights);
        var random = new Random(3);

        var drawn = Enumerable.Range(0, Draws).CountBy(_ => sut.Draw(random)).ToDictionary();

        for (var i = 0; i < weights.Length; i++)
        {
            Assert.Equal(weights[i] / weights.Sum(), (double)drawn.GetValueOrDefault(i) / Draws, 0.01);
        }
    }

    [Fact]
    public void Draw_WhenAllWeightsAreZero_GivesEachTheSameChance()
    {
        var sut = new AliasTable([0, 0]);
        var random = new Random(3);

        Assert.InRange(Enumerable.Range(0, 1000).Count(_ => sut.Draw(random) == 0), 400, 600);
    }
}
