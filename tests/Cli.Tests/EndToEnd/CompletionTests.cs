using System.Diagnostics;

namespace Spawner.Cli.Tests.EndToEnd;

/// <summary>The script for bash in a real bash.</summary>
[Collection(nameof(EndToEnd))]
public class CompletionTests
{
    [Theory]
    [InlineData("spawner wat", "watch")]
    [InlineData("spawner kinds pa", "pause")]
    [InlineData("spawner ps --fail", "--failure")]
    [InlineData("spawner ps --phase timed", "timedOut")]
    public async Task Bash_WhenItAsksForWords_GetsThoseThatFit(string line, string expected)
    {
        var script = $$"""
            spawner() { dotnet '{{BuiltCommand.Path}}' "$@"; }
            source <(spawner completion bash)
            COMP_LINE='{{line}}' COMP_POINT={{line.Length}}
            _spawner_complete
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true })!;

        var output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Contains(expected, output.Split('\n'));
    }
}
