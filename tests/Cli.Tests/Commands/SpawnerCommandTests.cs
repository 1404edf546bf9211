using Spawner.Cli.Commands;
using Spawner.Cli.Terminal;

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
    [InlineData("spawn k @file --json --url http://a --url http://b")]
    [InlineData("spawn k - -w --timeout 1.5h")]
    [InlineData("map k --json-lines --as-completed --batch 1000 --in-flight 1")]
    [InlineData("ps -a -q --phase failed,timedOut --phase lost")]
    [InlineData("kinds")]
    [InlineData("kinds pause k")]
    [InlineData("contexts")]
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
    [InlineData("spawn", "KIND")]
    [InlineData("spawn k --timeout 5", "a number with ms, s, m, h or d")]
    [InlineData("spawn k --timeout -5s", "a number with ms, s, m, h or d")]
    [InlineData("spawn k --tag x", "NAME=VALUE")]
    [InlineData("spawn k --tag x=1 --tag x=2", "'x' twice")]
    [InlineData("spawn k --attempts 0", "1 to 1000")]
    [InlineData("spawn k --on-conflict explode", "returnExisting, reject, replace")]
    [InlineData("map k --batch 1001", "100 to 1000")]
    [InlineData("ps --phase done", "scheduled, queued, running")]
    [InlineData("ps --from yesterday", "2026-03-31T12:00Z")]
    [InlineData("ps --limit 0", "1 to 1000000")]
    [InlineData("retry 1 --input {", "--input is not JSON")]
    [InlineData("keys create n --role king", "viewer, submitter, operator, admin")]
    [InlineData("completion tcsh", "tcsh")]
    [InlineData("top --every 0", "1 to 60")]
    [InlineData("show", "ID")]
    public void Parse_WhenNotAccepted_SaysWhatIs(string line, string expected) =>
        Assert.Contains(ErrorsOf(line), error => error.Contains(expected, StringComparison.Ordinal));

    private static IEnumerable<string> ErrorsOf(string line) => SpawnerCommand.Parse(line.Split(' '), Surroundings.OfProcess()).Errors.Select(e => e.Message);
}
