using System.Globalization;
using System.Text.Json.Nodes;

namespace Spawner.Cli.Tests.EndToEnd;

/// <summary>10,000 lines on three silos, one of which is killed in the middle.</summary>
[Collection(nameof(EndToEnd))]
public class MapSurvivalTests
{
    private const int Lines = 10_000;
    private const int LinesBeforeTheKill = 6_000;
    private const int ResultsBeforeTheKill = 1_000;

    /// <summary>The first silo is the one that the command talks to.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Map_WhenInOrderAndASiloIsKilled_HasEveryResultInItsPlace(int victim)
    {
        var result = await MapAsync(victim);

        Assert.True(result.ExitCode == ExitCodes.Ok, result.Error);
        Assert.Equal(Enumerable.Range(1, Lines).Select(number => $"\"LINE {number}\""), result.Output.TrimEnd('\n').Split('\n'));
        Assert.Empty(result.Error);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Map_WhenAsCompletedAndASiloIsKilled_HasEveryResultOnce(int victim)
    {
        var result = await MapAsync(victim, "--as-completed", "--json");

        Assert.True(result.ExitCode == ExitCodes.Ok, result.Error);
        var results = result.Output.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!).ToDictionary(line => line["line"]!.GetValue<int>(), line => line["result"]!.GetValue<string>());
        Assert.Equal(Lines, results.Count);
        Assert.All(results, line => Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"LINE {line.Key}"), line.Value));
    }

    private static async Task<CommandResult> MapAsync(int victim, params string[] options)
    {
        await using var cluster = new SiloCluster();
        await cluster.InitializeAsync();
        using var command = ClusterCommand.Start(cluster, ["map", "test.upper", "--durable", "--in-flight", "3000", .. options]);
        var writing = WriteAsync(command, 1, LinesBeforeTheKill);
        for (var results = 0; results < ResultsBeforeTheKill; results++)
        {
            Assert.NotNull(await command.ReadLineAsync());
        }

        cluster.Silos[victim].Kill();
        await writing;
        var rest = WriteAsync(command, LinesBeforeTheKill + 1, Lines);
        var ending = command.EndAsync();
        await rest;
        command.Input.Close();
        return await ending;
    }

    private static async Task WriteAsync(ClusterCommand command, int first, int last)
    {
        for (var number = first; number <= last; number++)
        {
            await command.Input.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"line {number}\n"));
        }

        await command.Input.FlushAsync(TestContext.Current.CancellationToken);
    }
}
