using Spawner.Tests;

namespace Spawner.Repository.Tests.Contracts;

public sealed class WireTypesTests
{
    private const string Checked = "tests/Repository.Tests/Contracts/WireTypes.txt";

    /// <summary>Orleans' analyzer keeps methods; this keeps what their parameters and results look like.</summary>
    [Fact]
    public async Task WireTypes_OfTheLibraries_AreTheListedOnes()
    {
        var found = WireTypes.Describe("Spawner.Grains.Abstractions", "Spawner.Grains");
        var update = Path.Combine(AppContext.BaseDirectory, Path.GetFileName(Checked));
        await File.WriteAllTextAsync(update, found, TestContext.Current.CancellationToken);

        var listed = await File.ReadAllTextAsync(BuiltHost.Source(Checked), TestContext.Current.CancellationToken);

        var differences = found.Split('\n').Except(listed.Split('\n')).Select(line => "+" + line)
            .Concat(listed.Split('\n').Except(found.Split('\n')).Select(line => "-" + line));
        Assert.True(
            found == listed,
            $"What travels between silos and clients differs from {Checked}:\n{string.Join('\n', differences)}\n"
            + $"Versions that differ so may not understand each other. If that is meant, copy {update} over it.");
    }
}
