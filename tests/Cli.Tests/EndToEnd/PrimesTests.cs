using System.Text.Json;

namespace Spawner.Cli.Tests.EndToEnd;

[Collection(nameof(EndToEnd))]
public class PrimesTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Primes_WhenBelow20Million_AreRightAndSpreadOverAllSilos()
    {
        using var run = CommandRun.Start(".", "demo", "primes", "--below", "20000000", "--json");

        var document = Answer(await run.EndAsync());

        AssertRight(document);
        AssertNoSiloHasMoreThanHalf(document);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Primes_WhenASiloIsKilled_AreRightByRecoveryAlone(int victim)
    {
        using var run = CommandRun.Start(".", "demo", "primes", "--below", "100_000_000", "--json", "--kill-one", $"{victim}");

        var document = Answer(await run.EndAsync().WaitAsync(Limit, TestContext.Current.CancellationToken));

        AssertRight(document, largest: 99_999_989, count: 5_761_455);
        Assert.Equal($"silo-{victim}", document.GetProperty("killed").GetString());
        Assert.Equal(0, document.GetProperty("respawned").GetInt32());
        Assert.InRange(document.GetProperty("takenOver").GetInt32(), 1, document.GetProperty("tasks").GetInt32());
        Assert.InRange(document.GetProperty("wentOnAfterSeconds").GetDouble(), 0, 10);
    }

    [Fact]
    public async Task Primes_WhenASiloIsKilled_TellWhichAndHowWorkWentOn()
    {
        using var run = CommandRun.Start(".", "demo", "primes", "--below", "100_000_000", "--kill-one", "2");

        var result = await run.EndAsync().WaitAsync(Limit, TestContext.Current.CancellationToken);

        Assert.True(result.ExitCode == ExitCodes.Ok, result.Error);
        Assert.Contains("Killed silo-2", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"Tasks of silo-2 go on: \d+ taken over so far, \d+\.\d s after its death\.", result.Output);
        Assert.Matches(@"\d+ tasks of silo-2 were taken over by the others, the first \d+\.\d s after its death; none was spawned again\.", result.Output);
        Assert.Contains("There are 5,761,455 primes", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Primes_WhenBelowTenToTheTwelfth_FindsTheLargestWithoutCounting()
    {
        using var run = CommandRun.Start(".", "demo", "primes", "--below", "1_000_000_000_000", "--json", "--silos", "2");

        var answer = Answer(await run.EndAsync()).GetProperty("answer");

        Assert.Equal(999_999_999_989, answer.GetProperty("largest").GetInt64());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("count").ValueKind);
    }

    [Fact]
    public async Task Primes_WhenOutputIsNoTerminal_AreToldInPlainLinesWithTheSpeedUp()
    {
        using var run = CommandRun.Start(".", "demo", "primes", "--below", "1000000", "--silos", "2", "--slots", "1");

        var result = await run.EndAsync();

        Assert.Equal(ExitCodes.Ok, result.ExitCode);
        Assert.Contains("The largest prime below 1,000,000 is 999,983.", result.Output, StringComparison.Ordinal);
        Assert.Contains("There are 78,498 primes", result.Output, StringComparison.Ordinal);
        Assert.Contains("Speed-up", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Output);
    }

    private static JsonElement Answer(CommandResult result)
    {
        Assert.True(result.ExitCode == ExitCodes.Ok, $"Exit code {result.ExitCode}: {result.Error}");
        return JsonDocument.Parse(result.Output).RootElement;
    }

    private static void AssertRight(JsonElement document, long largest = 19_999_999, long count = 1_270_607)
    {
        Assert.Equal("primes", document.GetProperty("job").GetString());
        Assert.Equal(largest, document.GetProperty("answer").GetProperty("largest").GetInt64());
        Assert.Equal(count, document.GetProperty("answer").GetProperty("count").GetInt64());
        Assert.Equal(document.GetProperty("tasks").GetInt32(), TasksOfSilos(document).Sum());
    }

    private static void AssertNoSiloHasMoreThanHalf(JsonElement document)
    {
        var tasks = TasksOfSilos(document);
        Assert.Equal(3, tasks.Count);
        Assert.All(tasks, t => Assert.InRange(t, 1, tasks.Sum() / 2));
    }

    private static List<int> TasksOfSilos(JsonElement document) =>
        [.. document.GetProperty("silos").EnumerateArray().Select(silo => silo.GetProperty("tasks").GetInt32())];
}
