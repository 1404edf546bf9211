namespace Spawner.Cli.Tests.EndToEnd;

[Collection(nameof(EndToEnd))]
public class InterruptionTests
{
    private static readonly string[] LongWork = ["demo", "primes", "--below", "1_000_000_000", "--slots", "1"];

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Demo_WhenInterrupted_StopsEverythingItStarted(string signal)
    {
        using var run = CommandRun.Start(".", LongWork);
        await CommandRun.WaitUntilAsync(() => run.Silos().Count == 3, "the silos have not been started.");

        await CommandRun.SignalAsync(run.ProcessId, signal);

        var result = await run.EndAsync();
        Assert.Equal(ExitCodes.Interrupted, result.ExitCode);
        Assert.Contains("Interrupted", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_WhenInterruptedInTheComparison_SkipsItAndHasSucceeded()
    {
        using var run = CommandRun.Start(".", "demo", "primes", "--below", "1000", "--silos", "2");
        await CommandRun.WaitUntilAsync(() => run.Silos().Count == 2, "the silos have not been started.");
        await CommandRun.WaitUntilAsync(() => run.Silos().Count == 0, "the silos have not been stopped.");
        await CommandRun.WaitUntilAsync(() => run.Silos().Count == 1, "the comparison has not begun.");

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
        await CommandRun.WaitUntilAsync(() => run.Silos().Count == 3, "the silos have not been started.");

        await CommandRun.SignalAsync(run.ProcessId, "KILL");

        await CommandRun.WaitUntilAsync(() => run.Silos().Count == 0, "silos outlive the command that was killed.");
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
