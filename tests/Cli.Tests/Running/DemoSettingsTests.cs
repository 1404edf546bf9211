using Spawner.Cli.Running;

namespace Spawner.Cli.Tests.Running;

public class DemoSettingsTests
{
    [Theory]
    [InlineData(3, 4, "1 to 3")]
    [InlineData(1, 1, "--silos 2 to 16")]
    [InlineData(1, null, "--silos 2 to 16")]
    public void ThrowIfContradictory_WhenNoSiloCouldGoOn_SaysWhatIsAccepted(int silos, int? victim, string expected)
    {
        var failure = Assert.Throws<CommandException>(new DemoSettings { Silos = silos, Kill = new KillOrder(victim) }.ThrowIfContradictory);

        Assert.Equal(ExitCodes.BadArguments, failure.ExitCode);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(2, null)]
    public void ThrowIfContradictory_WhenASiloIsLeft_Accepts(int silos, int? victim) =>
        new DemoSettings { Silos = silos, Kill = new KillOrder(victim) }.ThrowIfContradictory();
}
