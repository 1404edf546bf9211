using System.Globalization;
using System.Text.Json.Nodes;
using Spawner.Cli.Tests.EndToEnd;
using Spawner.Cli.Tests.Scripted;

namespace Spawner.Cli.Tests.Mapping;

public sealed class MapTests : IDisposable
{
    private readonly ScriptedCommand _command = new();
    private readonly ScriptedCluster _cluster;

    public MapTests() => _cluster = new ScriptedCluster(_command.Server);

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Map_WhenTasksEndInAnotherOrder_WritesResultsInTheOrderOfTheLines()
    {
        _cluster.TellsBackwards = true;

        var result = await MapAsync(Lines(1000), "--batch", "100");

        Assert.True(result.ExitCode == ExitCodes.Ok, result.Error);
        Assert.Equal(Lines(1000).Select(line => $"\"{line.ToUpperInvariant()}\""), OutputLines(result));
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task Map_WhenAsCompleted_WritesResultsAsTasksEnd()
    {
        _cluster.TellsBackwards = true;

        var result = await MapAsync(Lines(100), "--as-completed", "--json");

        var lines = OutputLines(result).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(Enumerable.Range(1, 100), lines.Select(line => line["line"]!.GetValue<int>()).Order());
        Assert.NotEqual(1, lines[0]["line"]!.GetValue<int>());
        Assert.All(lines, line => Assert.Equal($"LINE {line["line"]}", line["result"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Map_WhenLinesFail_TellsThemWithTheirNumbersAndKeepsTheOthersInPlace()
    {
        var result = await MapAsync(["one", "fail", "three"]);

        Assert.Equal(ExitCodes.Failed, result.ExitCode);
        Assert.Equal("\"ONE\"\n\n\"THREE\"\n", result.Output);
        Assert.Equal("spawner: line 2: failed: it \\u001b[5mfailed\nspawner: 1 of 3 lines failed\n", result.Error);
    }

    [Fact]
    public async Task Map_WhenLinesAreJson_SendsThemAsTheyAreAndTellsWhatIsNone()
    {
        var result = await MapAsync(["""{"a":[1,"\u001b"]}""", "", "nonsense", "7"], "--json-lines");

        Assert.Equal(ExitCodes.Failed, result.ExitCode);
        Assert.Equal("{\"a\":[1,\"\\u001B\"]}\n\n\n7\n", result.Output);
        Assert.Contains("line 2: the line is empty, and no JSON", result.Error, StringComparison.Ordinal);
        Assert.Contains("line 3: the line is not JSON", result.Error, StringComparison.Ordinal);
        Assert.Equal(2, _cluster.Tasks);
    }

    [Fact]
    public async Task Map_WhenDurableAndAnswersAreLost_SendsTheSameBatchesAgain()
    {
        _cluster.BatchAnswersLost.Enqueue(ScriptedServer.Lost);
        _cluster.BatchAnswersLost.Enqueue(ScriptedServer.Lost);
        _cluster.BatchMishaps.Enqueue(ScriptedServer.Refused);

        var result = await MapAsync(Lines(500), "--durable", "--batch", "100");

        Assert.True(result.ExitCode == ExitCodes.Ok, result.Error);
        Assert.Equal(Lines(500).Select(line => $"\"{line.ToUpperInvariant()}\""), OutputLines(result));
        Assert.Equal(500, _cluster.Tasks);
        Assert.Equal(8, _command.Server.Requests.Count(request => request.Route == "POST tasks/batch"));
    }

    [Fact]
    public async Task Map_WhenVolatileAndAnAnswerIsLost_TellsTheLinesAndGoesOn()
    {
        _cluster.BatchAnswersLost.Enqueue(ScriptedServer.Lost);

        var result = await MapAsync(Lines(300), "--batch", "100", "--in-flight", "100");

        Assert.Equal(ExitCodes.Failed, result.ExitCode);
        Assert.Equal(200, OutputLines(result).Count(line => line.Length > 0));
        Assert.Contains("line 100: the connection was lost while the line was sent; its task may run", result.Error, StringComparison.Ordinal);
        Assert.Contains("100 of 300 lines failed", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Map_WhenTheClusterHasNoRoomForSomeLines_SendsThoseAgain()
    {
        _cluster.Refusals["\"line 2\""] = JsonNode.Parse("""{"type":"urn:spawner:problem:cluster-busy","detail":"full"}""")!;
        _cluster.Refusals["\"line 3\""] = JsonNode.Parse("""{"type":"urn:spawner:problem:key-taken","detail":"Another task has the key."}""")!;

        var result = await MapAsync(Lines(4));

        Assert.Equal("\"LINE 1\"\n\"LINE 2\"\n\n\"LINE 4\"\n", result.Output);
        Assert.Contains("line 3: Another task has the key.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Map_WhenNobodyIsAllowedTo_EndsAtOnceAndTellsHowFarItWas()
    {
        _cluster.BatchMishaps.Enqueue(() => ScriptedServer.Problem(403, "forbidden", "The role viewer does not spawn."));

        var result = await MapAsync(Lines(10), "--batch", "100");

        Assert.Equal(ExitCodes.Denied, result.ExitCode);
        Assert.Contains("stopped with 0 of 10 lines done", result.Error, StringComparison.Ordinal);
        Assert.Contains("The role viewer does not spawn.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Map_WhenFewMayBeInFlight_SendsNoMore()
    {
        var result = await MapAsync(Lines(1000), "--batch", "100", "--in-flight", "150");

        Assert.Equal(ExitCodes.Ok, result.ExitCode);
        Assert.InRange(_cluster.MostOpen, 100, 150);
    }

    [Fact]
    public async Task Map_WhenItHasAName_NamesTheTasksByLine()
    {
        await MapAsync(Lines(2), "--durable", "--run", "books");

        var batch = JsonNode.Parse(_command.Server.Requests[0].Body)!;
        Assert.Equal(["books:1", "books:2"], batch["items"]!.AsArray().Select(item => item!["idempotencyKey"]!.GetValue<string>()));
        Assert.Equal("books", batch["options"]!["tags"]!["spawner.map"]!.GetValue<string>());
        Assert.True(batch["options"]!["durable"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Map_WhenNamedAndVolatile_IsRefused()
    {
        var result = await MapAsync([], "--run", "books");

        Assert.Equal(ExitCodes.BadArguments, result.ExitCode);
        Assert.Contains("--run needs --durable", result.Error, StringComparison.Ordinal);
    }

    private Task<CommandResult> MapAsync(IEnumerable<string> lines, params string[] options)
    {
        _command.Input = new StringReader(string.Join('\n', lines));
        return _command.RunAsync(["map", "upper", .. options]);
    }

    private static IEnumerable<string> Lines(int count) => Enumerable.Range(1, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"line {number}"));

    private static string[] OutputLines(CommandResult result) => result.Output.TrimEnd('\n').Split('\n');
}
