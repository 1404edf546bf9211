using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Spawner.Repository.Tests.Processes;
using Spawner.Tests;

namespace Spawner.Repository.Tests.Readme;

[Collection(Builds.Name)]
public sealed partial class QuickStartTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void QuickStart_IsOneProgramOfAtMostTwentyLines()
    {
        var lines = Assert.Single(QuickStart.Programs).Split('\n').Where(line => !string.IsNullOrWhiteSpace(line));

        Assert.InRange(lines.Count(), 1, 20);
    }

    [Fact]
    public async Task QuickStart_BuiltAndRunAsItSays_PrintsWhatItPromises()
    {
        var program = await BuildAsync(Assert.Single(QuickStart.Programs));
        Assert.Equal(["dotnet run artifacts/hello/hello.cs silo", "dotnet run artifacts/hello/hello.cs"], QuickStart.Commands);

        await using var silo = SiloProcess.Launch(program, arguments: ["silo"]);
        var gateway = (await silo.WaitUntilReadyAsync(Cancel)).GatewayPort;
        var printed = await DotNetCommand.RunAsync(
            Path.GetDirectoryName(program)!,
            [program],
            [new("Spawner__Clustering__GatewayPort", gateway.ToString(CultureInfo.InvariantCulture))]);

        Assert.Equal(2, QuickStart.PromisedLines.Count);
        Assert.Equal(QuickStart.PromisedLines, printed.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Equal(0, await silo.StopAsync(Cancel));
    }

    /// <summary>The silo of the quick start, used by the command with nothing but the token that the silo keeps for its user.</summary>
    [Fact]
    public async Task CommandLine_RunAsItSays_PrintsWhatItPromises()
    {
        await using var silo = SiloProcess.Launch(await BuildAsync(Assert.Single(QuickStart.Programs)), arguments: ["silo"]);
        await silo.WaitUntilReadyAsync(Cancel);

        Assert.Equal("6\n", await RunAsync(silo, "spawner spawn"));
        Assert.Equal("1\n2\n", await RunAsync(silo, "printf"));
    }

    /// <summary>Runs the line that starts so in a shell of the silo's user.</summary>
    private static async Task<string> RunAsync(SiloProcess silo, string start)
    {
        var line = Assert.Single(QuickStart.CommandLines, command => command.StartsWith(start, StringComparison.Ordinal));
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", $"spawner() {{ dotnet '{BuiltHost.Find("Cli", "spawner")}' \"$@\"; }}; {line}"])
        {
            RedirectStandardOutput = true,
            Environment = { ["SPAWNER_URL"] = silo.Ready.HttpUrl.ToString(), ["SPAWNER_TOKEN"] = null, ["XDG_DATA_HOME"] = silo.DataFolder, ["XDG_CONFIG_HOME"] = silo.DataFolder },
        })!;
        var output = await shell.StandardOutput.ReadToEndAsync(Cancel);
        await shell.WaitForExitAsync(Cancel);
        Assert.Equal(0, shell.ExitCode);
        return output;
    }

    /// <summary>Builds a program at the depth that the README names, in a folder beside the reader's own.</summary>
    private static async Task<string> BuildAsync(string program)
    {
        var folder = Directory.CreateDirectory(BuiltHost.Source("artifacts/quick-start-test")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "hello.cs"), program, Cancel);

        // The projects that it names are built already, in the configuration of this test.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var said = await DotNetCommand.RunAsync(folder, ["build", "hello.cs", "--configuration", configuration]);
        Assert.DoesNotContain("warning", said, StringComparison.OrdinalIgnoreCase);
        return OutputPath().Match(said).Groups["path"].Value;
    }

    [GeneratedRegex(@"hello\.cs -> (?<path>.+\.dll)")]
    private static partial Regex OutputPath();
}
