using Spawner.Cli.Commands;

namespace Spawner.Cli.Tests.Commands;

public class SpawnerCommandTests
{
    [Theory]
    [InlineData("demo")]
    [InlineData("demo --silos 16 --slots 2")]
    [InlineData("demo primes --below 20_000_000 --json --silos 2 --kill-one 2")]
    [InlineData("demo primes --kill-one")]
    [InlineData("demo --kill-one --json")]
    [InlineData("demo digest . --kill-one any --no-baseline")]
    [InlineData("demo digest --kill-one path")]
    [InlineData("demo digest @path")]
    public void Parse_WhenAccepted_HasNoErrors(string line) => Assert.Empty(ErrorsOf(line));

    [Theory]
    [InlineData("demo primes --below 2", "3 to 1,000,000,000,000")]
    [InlineData("demo primes --below 1000000000001", "3 to 1,000,000,000,000")]
    [InlineData("demo primes --below many", "'many'")]
    [InlineData("demo --silos 0", "1 to 16")]
    [InlineData("demo --silos 17", "1 to 16")]
    [InlineData("demo --silos x", "'x'")]
    [InlineData("demo --slots 0", "1 to 1024")]
    [InlineData("demo --kill-one 0", "'0'")]
    [InlineData("demo digest", "PATH")]
    [InlineData("demo primes --above 3", "--above")]
    public void Parse_WhenNotAccepted_SaysWhatIs(string line, string expected) =>
        Assert.Contains(ErrorsOf(line), error => error.Contains(expected, StringComparison.Ordinal));

    private static IEnumerable<string> ErrorsOf(string line) => SpawnerCommand.Parse(line.Split(' ')).Errors.Select(e => e.Message);
}
