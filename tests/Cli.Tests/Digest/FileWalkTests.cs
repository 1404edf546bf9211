using System.Diagnostics;
using Spawner.Cli.Digest;

namespace Spawner.Cli.Tests.Digest;

public sealed class FileWalkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Below_WhenAFolder_ListsEveryFileSortedUnderThePathAsGiven()
    {
        _folder.Write("b/inner", "12");
        _folder.Write("a", "1");
        _folder.Write("b.txt", "123");
        _folder.Write(".hidden", "");

        var given = _folder.Root + "/";

        Assert.Equal(
            [new FoundFile(given + ".hidden", 0), new FoundFile(given + "a", 1), new FoundFile(given + "b.txt", 3), new FoundFile(given + "b/inner", 2)],
            FileWalk.Below(given).Files);
    }

    [Fact]
    public void Below_WhenAFile_ListsThatFile()
    {
        var file = _folder.Write("file", "1234");

        Assert.Equal([new FoundFile(file, 4)], FileWalk.Below(file).Files);
    }

    [Fact]
    public void Below_WhenThereAreLinks_FollowsThoseToFilesAndNotThoseToFolders()
    {
        _folder.Write("real/file", "12345");
        File.CreateSymbolicLink(Path.Combine(_folder.Root, "file-link"), Path.Combine(_folder.Root, "real/file"));
        File.CreateSymbolicLink(Path.Combine(_folder.Root, "dead-link"), Path.Combine(_folder.Root, "gone"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.Root, "loop"), _folder.Root);

        var found = FileWalk.Below(_folder.Root).Files.Select(f => (Path.GetFileName(f.Path), f.Size));

        Assert.Equal([("dead-link", 0), ("file-link", 5), ("file", 5)], found);
    }

    [Fact]
    public async Task Below_WhenThereIsAPipe_LeavesItOut()
    {
        using var mkfifo = Process.Start(new ProcessStartInfo("mkfifo", [Path.Combine(_folder.Root, "pipe")]))!;
        await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, mkfifo.ExitCode);

        Assert.Empty(FileWalk.Below(_folder.Root).Files);
    }

    [Fact]
    public void Below_WhenThereIsNothing_SaysSo()
    {
        var failure = Assert.Throws<CommandException>(() => FileWalk.Below(Path.Combine(_folder.Root, "missing")));

        Assert.Equal(ExitCodes.BadArguments, failure.ExitCode);
        Assert.Contains("missing", failure.Message, StringComparison.Ordinal);
    }
}
