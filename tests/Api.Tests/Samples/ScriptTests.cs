using System.Diagnostics;
using Spawner.Api.Tests.Running;
using Spawner.Tests;

namespace Spawner.Api.Tests.Samples;

/// <summary>The samples in other languages, as their users run them.</summary>
[Collection(UsesOneSilo.Name)]
public sealed class ScriptTests(OneSilo one)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Scripts => new()
    {
        { "python3", "samples/http/spawner.py" },
        { "node", "samples/http/spawner.mjs" },
    };

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Script_SpawnsAndFollows(string program, string script)
    {
        var (exitCode, printed) = await RunAsync(program, script, TestKinds.Echo.Name, """{"a":["é",1]}""");

        Assert.True(exitCode == 0, printed);
        Assert.Contains("spawned ", printed, StringComparison.Ordinal);
        Assert.Contains("succeeded ", printed, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Script_Cancels(string program, string script)
    {
        var (exitCode, printed) = await RunAsync(program, script, TestKinds.Hold.Name, "\"never\"", "--cancel");

        Assert.True(exitCode == 1, printed);
        Assert.Contains("cancel: signalled", printed, StringComparison.Ordinal);
        Assert.Contains("cancelled", printed.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Script_ThatIsRefused_SaysWhy(string program, string script)
    {
        var (exitCode, printed) = await RunAsync(program, script, "no kind", "1");

        Assert.True(exitCode == 1, printed);
        Assert.Contains("400: kind is 'no kind'. Accepted: the name of a kind", printed, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Printed)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, [BuiltHost.Source(arguments[0]), .. arguments[1..]]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SPAWNER_URL"] = one.Silo.Url.ToString();
        start.Environment["SPAWNER_TOKEN"] = one.Silo.Tokens.Give("script", SpawnerRoles.Submitter);
        using var process = Process.Start(start)!;
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
            await process.WaitForExitAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(60), Cancel);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
