using System.Text.RegularExpressions;

namespace Spawner.Cli.Tests.EndToEnd;

/// <summary>What is drawn on a real terminal.</summary>
[Collection(nameof(EndToEnd))]
public sealed partial class TerminalTests(SiloCluster cluster) : IClassFixture<SiloCluster>
{
    [Fact]
    public async Task Top_WhenTasksRun_ShowsThemSortsSilosAndGivesTheTerminalBack()
    {
        var spawned = await ClusterCommand.RunAsync(cluster, "spawn", "test.write", "\"top\"", "--durable", "--name", "see me");
        Assert.Equal(ExitCodes.Ok, spawned.ExitCode);
        await using var terminal = await TerminalSession.StartAsync(
            new Dictionary<string, string> { ["SPAWNER_URL"] = cluster.Urls, ["SPAWNER_TOKEN"] = cluster.Token }, "top --every 1");

        var screen = await terminal.WaitForAsync(text => text.Contains("see me", StringComparison.Ordinal) && text.Contains("ended/s", StringComparison.Ordinal));
        Assert.All(cluster.Silos, silo => Assert.Matches($"(?m)^{silo.Ready.Name} +active +2 ", screen));
        Assert.Matches($"(?m)^{spawned.Output[..32]} +test\\.write +see me +silo-", screen);
        Assert.Matches("(?m)^3 silos, .*recorded: \\d+ open", screen);
        Assert.True(screen.Split('\n').Length <= 31, screen);
        var time = Clock().Match(screen).Value;
        await terminal.WaitForAsync(text => Clock().Match(text) is { Success: true } now && now.Value != time);

        await terminal.PressAsync("s");
        await terminal.WaitForAsync(text => text.Contains("sorted by queued", StringComparison.Ordinal));
        await terminal.PressAsync("q");

        var after = await terminal.WaitForAsync(text => text.Contains("ended with 0", StringComparison.Ordinal));
        Assert.DoesNotContain("silo-1", after, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Ok, (await ClusterCommand.RunAsync(cluster, "cancel", spawned.Output.TrimEnd('\n'))).ExitCode);
    }

    [Fact]
    public async Task Top_WhenCtrlCIsPressed_Leaves()
    {
        await using var terminal = await TerminalSession.StartAsync(
            new Dictionary<string, string> { ["SPAWNER_URL"] = cluster.Urls, ["SPAWNER_TOKEN"] = cluster.Token }, "top");
        await terminal.WaitForAsync(text => text.Contains("silo-3", StringComparison.Ordinal));

        await terminal.PressAsync("C-c");

        await terminal.WaitForAsync(text => text.Contains("ended with 0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Demo_WhenOnATerminal_DrawsATableAndTheAnswer()
    {
        await using var terminal = await TerminalSession.StartAsync(new Dictionary<string, string>(), "demo primes --below 60_000_000 --silos 2 --no-baseline");

        await terminal.WaitForAsync(text => text.Contains('╭') && text.Contains("silo-2", StringComparison.Ordinal) && text.Contains("tasks done", StringComparison.Ordinal));
        var screen = await terminal.WaitForAsync(text => text.Contains("ended with", StringComparison.Ordinal));

        Assert.Contains("The largest prime below 60,000,000 is 59,999,999.", screen, StringComparison.Ordinal);
        Assert.Contains("ended with 0", screen, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\d\d:\d\d:\d\dZ")]
    private static partial Regex Clock();
}
