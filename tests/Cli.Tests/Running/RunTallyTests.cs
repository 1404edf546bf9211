using Spawner.Cli.Running;

namespace Spawner.Cli.Tests.Running;

public class RunTallyTests
{
    [Fact]
    public void Read_WhenPiecesEndAtOnce_HasCountedEach()
    {
        var tally = new RunTally();
        tally.OnSpawned(1000);

        Parallel.For(0, 1000, i => tally.OnDone($"silo-{i % 3}"));

        var read = tally.Read();
        Assert.Equal((1000, 1000), (read.Spawned, read.Done));
        Assert.Equal((334, 333, 333), (read.DoneOn("silo-0"), read.DoneOn("silo-1"), read.DoneOn("silo-2")));
        Assert.Equal(0, read.DoneOn("silo-3"));
    }

    [Fact]
    public void OnTakenOver_WhenCountsRiseAndFall_KeepsTheMostAndTheFirstTime()
    {
        var tally = new RunTally();

        Assert.Null(tally.OnTakenOver(0, TimeSpan.FromSeconds(1)));
        Assert.Equal(TimeSpan.FromSeconds(2), tally.OnTakenOver(5, TimeSpan.FromSeconds(2)));
        Assert.Null(tally.OnTakenOver(9, TimeSpan.FromSeconds(3)));
        Assert.Null(tally.OnTakenOver(4, TimeSpan.FromSeconds(4)));

        Assert.Equal((9, TimeSpan.FromSeconds(2)), (tally.Read().TakenOver, tally.Read().WentOnAfter));
    }
}
