using System.Text.Json.Nodes;

namespace Spawner.Cli.Tests.EndToEnd;

/// <summary>Commands against real silos.</summary>
[Collection(nameof(EndToEnd))]
public sealed class ClusterCommandTests(SiloCluster cluster) : IClassFixture<SiloCluster>
{
    [Theory]
    [InlineData]
    [InlineData("--durable")]
    public async Task Spawn_WhenItWaits_PrintsTheResult(params string[] options)
    {
        var result = await RunAsync(["spawn", "test.upper", "\"to be\"", "--wait", .. options]);

        Assert.Equal((ExitCodes.Ok, "\"TO BE\"\n", ""), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task Spawn_WhenTheSameKeyComesTwice_IsTheSameTask()
    {
        var first = await IdOfAsync("spawn", "test.upper", "\"k\"", "--idempotency-key", "the same");
        var second = await IdOfAsync("spawn", "test.upper", "\"k\"", "--idempotency-key", "the same");

        Assert.Equal(first.Split('~')[0], second.Split('~')[0]);
    }

    [Fact]
    public async Task Commands_WhenATaskFails_ListShowRetryAndDiscardIt()
    {
        var failed = await RunAsync("spawn", "test.upper", "\"fail \\u001b[31mred\"", "--durable", "--wait", "--tag", "test=failing");
        Assert.Equal(ExitCodes.Failed, failed.ExitCode);
        Assert.Contains("failed: No: fail \\u001b[31mred", failed.Error, StringComparison.Ordinal);

        var listed = await RunAsync("ps", "--tag", "test=failing", "--phase", "failed", "--failure", "No: fail", "--json");
        var task = JsonNode.Parse(listed.Output)!;
        var id = task["id"]!.GetValue<string>();
        Assert.Equal("test.upper", task["kind"]!.GetValue<string>());
        var shown = await RunAsync("show", id);
        Assert.Matches(@"(?s)phase +failed.*tags +test=failing.*failure +System\.InvalidOperationException: No: fail \\u001b\[31mred", shown.Output);
        Assert.DoesNotContain('\u001b', listed.Output + shown.Output + failed.Error);

        Assert.Equal(ExitCodes.Ok, (await RunAsync("retry", id, "--input", "\"fine\"")).ExitCode);
        var watched = await RunAsync("watch", id);
        Assert.EndsWith("\n\"FINE\"\n", watched.Output, StringComparison.Ordinal);
        var again = await RunAsync("retry", id);
        Assert.Equal(ExitCodes.Failed, again.ExitCode);
        Assert.Contains("succeeded", again.Error, StringComparison.Ordinal);

        var discarded = await RunAsync("discard", "--tag", "test=failing", "--phase", "succeeded", "--yes");
        Assert.Equal("1 of 1 tasks discarded.\n", discarded.Output);
        Assert.Equal(ExitCodes.NotFound, (await RunAsync("show", id)).ExitCode);
    }

    [Fact]
    public async Task Commands_WhenATaskRuns_FollowItAndCancelIt()
    {
        var id = await IdOfAsync("spawn", "test.write", "\"hello \\u001b]0;owned\"", "--name", "follow me");
        using var watch = ClusterCommand.Start(cluster, "watch", id);
        await watch.ReadLineAsync(line => line.Contains("running", StringComparison.Ordinal));
        using var logs = ClusterCommand.Start(cluster, "logs", id, "-f");
        Assert.Equal("hello \\u001b]0;owned", await logs.ReadLineAsync());

        Assert.Matches("silo +silo-", (await RunAsync("explain", id)).Output);
        Assert.Matches("name +follow me", (await RunAsync("show", id)).Output);
        var cancelled = await RunAsync("cancel", id);
        Assert.Equal((ExitCodes.Ok, ""), (cancelled.ExitCode, cancelled.Error));

        var watched = await watch.EndAsync();
        Assert.Equal(ExitCodes.Failed, watched.ExitCode);
        Assert.Contains($"task {id} was cancelled", watched.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Ok, (await logs.EndAsync()).ExitCode);
        Assert.Equal("hello \\u001b]0;owned\n", (await RunAsync("logs", id)).Output);
    }

    [Fact]
    public async Task Watch_WhenItsServerIsStopped_GoesOnAtAnother()
    {
        await using var own = new SiloCluster();
        await own.InitializeAsync();
        var id = (await ClusterCommand.RunAsync(own, "spawn", "test.write", "\"w\"", "--durable", "--silo", "silo-3")).Output.TrimEnd('\n');
        using var watch = ClusterCommand.Start(own, "watch", id);
        await watch.ReadLineAsync(line => line.Contains("running", StringComparison.Ordinal));

        own.Silos[0].Kill();
        await ClusterCommand.RunAsync(own, "cancel", id);

        var watched = await watch.EndAsync();
        Assert.Equal(ExitCodes.Failed, watched.ExitCode);
        Assert.Contains("was cancelled", watched.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drain_WhenASiloIsDrained_ShowsAndEndsIt()
    {
        Assert.Equal(ExitCodes.Ok, (await RunAsync("drain", "silo-2")).ExitCode);
        await WhenAsync(async () => (await StateOfAsync("silo-2")) == "draining");
        Assert.Equal(ExitCodes.Ok, (await RunAsync("resume", "silo-2")).ExitCode);
        await WhenAsync(async () => (await StateOfAsync("silo-2")) == "active");
        Assert.Equal(ExitCodes.NotFound, (await RunAsync("drain", "silo-9")).ExitCode);
    }

    [Fact]
    public async Task Kinds_WhenOneIsPaused_KeepsItsTasksWaiting()
    {
        Assert.Equal(ExitCodes.Ok, (await RunAsync("kinds", "pause", "test.burn")).ExitCode);
        Assert.Matches("test\\.burn +paused", (await RunAsync("kinds")).Output);
        Assert.Equal(ExitCodes.Ok, (await RunAsync("kinds", "resume", "test.burn")).ExitCode);
        Assert.DoesNotMatch("test\\.burn +paused", (await RunAsync("kinds")).Output);
        Assert.Equal(ExitCodes.NotFound, (await RunAsync("kinds", "pause", "test.unknown")).ExitCode);
    }

    [Fact]
    public async Task Doctor_WhenTheClusterIsWell_Passes()
    {
        var result = await RunAsync("doctor");

        Assert.True(result.ExitCode == ExitCodes.Ok, result.Output);
        Assert.Contains("local: admin in namespace default", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_WhenTheTokenIsWrong_IsDenied()
    {
        var result = await RunAsync("silos", "--token", "spk_wrong");

        Assert.Equal((ExitCodes.Denied, ""), (result.ExitCode, result.Output));
        Assert.Contains("spawner login", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_WhenOneIsMade_AllowsItsRoleUntilItIsRevoked()
    {
        var made = JsonNode.Parse((await RunAsync("keys", "create", "reports", "--role", "viewer", "--expires-in", "1d", "--json")).Output)!;
        var key = made["key"]!.GetValue<string>();

        Assert.Equal(ExitCodes.Ok, (await RunAsync("silos", "--token", key)).ExitCode);
        Assert.Equal(ExitCodes.Denied, (await RunAsync("drain", "silo-1", "--token", key)).ExitCode);
        Assert.Equal(ExitCodes.Denied, (await RunAsync("spawn", "test.upper", "\"x\"", "--token", key)).ExitCode);
        var listed = await RunAsync("keys", "list");
        Assert.Matches($"(?m)^{made["id"]} +reports +default +viewer .*{key[..12]} .*valid", listed.Output);
        Assert.DoesNotContain(key, listed.Output, StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Ok, (await RunAsync("keys", "revoke", made["id"]!.GetValue<string>())).ExitCode);
        Assert.Equal(ExitCodes.Denied, (await RunAsync("silos", "--token", key)).ExitCode);
    }

    [Fact]
    public async Task Map_WhenInterrupted_SaysWhatGoesOn()
    {
        using var map = ClusterCommand.Start(cluster, "map", "test.upper");
        await map.Input.WriteAsync("one\ntwo\n");
        await map.Input.FlushAsync(TestContext.Current.CancellationToken);
        await map.ReadLineAsync(line => line == "\"TWO\"");

        await CommandRun.SignalAsync(map.ProcessId, "INT");

        var result = await map.EndAsync();
        Assert.Equal(ExitCodes.Interrupted, result.ExitCode);
        Assert.Contains("stopped with 2 of 2 lines done", result.Error, StringComparison.Ordinal);
    }

    private Task<CommandResult> RunAsync(params string[] args) => ClusterCommand.RunAsync(cluster, args);

    private async Task<string> IdOfAsync(params string[] args)
    {
        var result = await RunAsync(args);
        Assert.True(result.ExitCode == ExitCodes.Ok, result.Error);
        return result.Output.TrimEnd('\n');
    }

    private async Task<string> StateOfAsync(string silo) => (await RunAsync("silos", "--json")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonNode.Parse(line)!).Single(one => one["name"]!.GetValue<string>() == silo)["state"]!.GetValue<string>();

    // Silos tell each other within a second; each look starts a process.
    private static async Task WhenAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
