using Spawner.Cli.Digest;

namespace Spawner.Cli.Tests.Digest;

public class FileGroupsTests
{
    [Fact]
    public void Split_WhenAnyFiles_KeepsEachOnceAndInOrder()
    {
        var random = new Random(3);
        for (var round = 0; round < 200; round++)
        {
            var files = Files(random.Next(0, 3000), () => random.NextInt64(0, 1L << random.Next(1, 30)));

            Assert.Equal(files, FileGroups.Split(files, random.Next(1, 200)).SelectMany(group => group));
        }
    }

    [Fact]
    public void Split_WhenManySmallFiles_MakesAboutAsManyGroupsAsWanted() =>
        Assert.InRange(FileGroups.Split(Files(1000, () => 10), 48).Count, 40, 60);

    [Fact]
    public void Split_WhenOneFileIsLarge_LeavesItAlone()
    {
        var sizes = new Queue<long>([1, 1, 1_000_000_000, 1, 1]);

        var groups = FileGroups.Split(Files(5, sizes.Dequeue), 2);

        Assert.Contains(groups, group => group is [{ Size: 1_000_000_000 }]);
    }

    [Fact]
    public void Split_WhenPathsAreLong_StaysBelowThePayloadBound()
    {
        var files = Enumerable.Range(0, 1000).Select(i => new FoundFile($"/{new string('p', 4000)}/{i}", 1)).ToList();

        Assert.All(FileGroups.Split(files, 1), group => Assert.True(group.Sum(f => f.Path.Length) * 6 < SpawnLimits.MaximumPayloadBytes));
    }

    [Fact]
    public void Split_WhenThereAreNoFiles_MakesNoGroup() => Assert.Empty(FileGroups.Split([], 48));

    private static List<FoundFile> Files(int count, Func<long> size) =>
        [.. Enumerable.Range(0, count).Select(i => new FoundFile($"/folder/file-{i}", size()))];
}
