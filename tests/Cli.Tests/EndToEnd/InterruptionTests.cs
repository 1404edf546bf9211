namespace Spawner.Cli.Tests.EndToEnd;

[Collection(nameof(EndToEnd))]
public class InterruptionTests
{
    private static readonly string[] LongWork = ["demo", "primes", "--below", "1_000_000_000", "--slots", "1"];

    [Theory]
    [InlineData("INT", 2)]
    [InlineData("INT", 3)]
    [InlineData("TERM", 2)]
    [InlineData("TERM", 3)]
    public async Task Demo_WhenInterrupted_StopsEverythingItStarted(string signal, int silosThatAreReady)
    {
        using var run = CommandRun.Start(".", LongWork);
        await run.WaitForSilosAsync(silosThatAreReady);

        await CommandRun.SignalAsync(run.ProcessId, signal);

        var result = await run.EndAsync();
        Assert.Equal(ExitCodes.Interrupted, result.ExitCode);
        Assert.Contains("Interrupted", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_WhenInterruptedInTheComparison_SkipsItAndHasSucceeded()
    {
        using var run = CommandRun.Start(".", "demo", "primes", "--below", "1000", "--silos", "2");
        await run.WaitForSilosAsync(2);
        await run.WaitForSilosAsync(1);

        await CommandRun.SignalAsync(run.ProcessId, "INT");

        var result = await run.EndAsync();
        Assert.Equal(ExitCodes.Ok, result.ExitCode);
        Assert.Contains("There are 168 primes", result.Output, StringComparison.Ordinal);
        Assert.Contains("Skipped.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_WhenKilled_LeavesNoSilo()
    {
        using var run = CommandRun.Start(".", LongWork);
        await run.WaitForSilosAsync(3);
        var silos = run.Silos();
        Assert.Equal(3, silos.Count);

        await CommandRun.SignalAsync(run.ProcessId, "KILL");

        await run.WaitForEndOfAsync(silos);
        Assert.Empty(run.Silos());
    }

    [Fact]
    public async Task Demo_WhenAnArgumentIsNotAccepted_EndsWithTwo()
    {
        using var run = CommandRun.Start(".", "demo", "primes", "--below", "2");

        var result = await run.EndAsync();

        Assert.Equal(ExitCodes.BadArguments, result.ExitCode);
        Assert.Contains("--below does not accept '2'", result.Error, StringComparison.Ordinal);
    }
}
