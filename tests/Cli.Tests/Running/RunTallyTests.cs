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
}
