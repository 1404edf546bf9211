using System.Diagnostics;
using System.Text.Json;

namespace Spawner.Cli.Tests.EndToEnd;

[Collection(nameof(EndToEnd))]
public sealed class DigestTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData]
    [InlineData("--kill-one", "1")]
    [InlineData("--kill-one", "2")]
    [InlineData("--kill-one", "3")]
    public async Task Digest_WhenAThousandFiles_IsAcceptedBySha256sum(params string[] options)
    {
        WriteFiles(1000);
        using var run = CommandRun.Start(_folder.Root, ["demo", "digest", "files", "--no-baseline", .. options]);

        var result = await run.EndAsync().WaitAsync(Limit, TestContext.Current.CancellationToken);

        Assert.True(result.ExitCode == ExitCodes.Ok, result.Error);
        Assert.Equal(1000, result.Output.Count(c => c == '\n'));
        await AssertAcceptedAsync(result.Output);
        Assert.Equal(options.Length > 0, result.Error.Contains("none was spawned again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Digest_WhenAFileCannotBeRead_ReportsItAndGoesOn()
    {
        WriteFiles(3);
        File.CreateSymbolicLink(Path.Combine(_folder.Root, "files", "dead"), Path.Combine(_folder.Root, "gone"));
        using var run = CommandRun.Start(_folder.Root, "demo", "digest", "files", "--json", "--silos", "1");

        var result = await run.EndAsync();

        var files = JsonDocument.Parse(result.Output).RootElement.GetProperty("files").EnumerateArray().ToList();
        Assert.Equal(ExitCodes.Failed, result.ExitCode);
        Assert.Contains("'files/dead': no such file", result.Error, StringComparison.Ordinal);
        Assert.Equal(3, files.Count(f => f.TryGetProperty("sha256", out _)));
        Assert.Equal("files/dead", Assert.Single(files, f => f.TryGetProperty("error", out _)).GetProperty("path").GetString());
    }

    [Fact]
    public async Task Digest_WhenThePathDoesNotExist_SaysSoBeforeAnythingStarts()
    {
        using var run = CommandRun.Start(_folder.Root, "demo", "digest", "missing");

        var result = await run.EndAsync();

        Assert.Equal(ExitCodes.BadArguments, result.ExitCode);
        Assert.Contains("'missing'", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    private void WriteFiles(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _folder.Write($"files/{i % 10}/file {i}", new string((char)('a' + (i % 26)), i * 37));
        }
    }

    private async Task AssertAcceptedAsync(string sums)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Root, "SUMS"), sums, TestContext.Current.CancellationToken);
        using var check = Process.Start(new ProcessStartInfo("sha256sum", ["--check", "--strict", "--quiet", "SUMS"]) { WorkingDirectory = _folder.Root })!;
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, check.ExitCode);
    }
}
