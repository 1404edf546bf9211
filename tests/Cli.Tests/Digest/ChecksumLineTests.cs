using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Spawner.Cli.Digest;

namespace Spawner.Cli.Tests.Digest;

public sealed class ChecksumLineTests : IDisposable
{
    private static readonly string[] OddNames =
        ["plain", "with blank", " leading", "trailing ", "*star", "-dash", "#hash", "new\nline", "carriage\rreturn", @"back\slash", "both\\n\n", "ünïcödé 漢字", "'quote\"", "tab\t"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Format_WhenNamesAreOdd_IsWhatSha256sumWrites()
    {
        var lines = OddNames.Select(name => ChecksumLine.Format(DigestOf(_folder.Write(name, name)), "./" + name) + "\n").ToList();

        Assert.Equal(await Sha256sumAsync([.. OddNames.Select(name => "./" + name)]), string.Concat(lines));
    }

    [Fact]
    public async Task Format_WhenNamesAreOdd_IsAcceptedBySha256sum()
    {
        var lines = OddNames.Select(name => ChecksumLine.Format(DigestOf(_folder.Write(name, name)), name) + "\n");
        await File.WriteAllTextAsync(Path.Combine(_folder.Root, "SUMS"), string.Concat(lines), TestContext.Current.CancellationToken);

        Assert.Equal("", await Sha256sumAsync("--check", "--strict", "--quiet", "SUMS"));
    }

    private static string DigestOf(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private async Task<string> Sha256sumAsync(params string[] args)
    {
        var start = new ProcessStartInfo("sha256sum", args) { WorkingDirectory = _folder.Root, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
