using Spawner.Cli.Progress;

namespace Spawner.Cli.Tests.Progress;

public class LineViewTests
{
    [Fact]
    public async Task ShowAsync_WhenNothingChanges_SaysItOnce()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var (before, after) = (Frame(1, "Active"), Frame(2, "Killed"));

        await new LineView(output).ShowAsync(new[] { before, before, after, after }.ToAsyncEnumerable());

        Assert.Equal("1 of 9 tasks done (silo-1 1)\n2 of 9 tasks done (silo-1 2 killed)\n", output.ToString());
    }

    private static ProgressFrame Frame(int done, string state) => new(9, done, [new SiloProgress("silo-1", state, done, null)]);
}
