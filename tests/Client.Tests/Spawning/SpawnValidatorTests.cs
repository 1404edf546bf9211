using Spawner.Client.Spawning;

namespace Spawner.Client.Tests.Spawning;

public sealed class SpawnValidatorTests
{
    private static readonly string TooLong = new('x', SpawnLimits.MaximumTextLength + 1);

    public static TheoryData<string, SpawnOptions> Invalid => new()
    {
        { "The name has 257", new SpawnOptions { Name = TooLong } },
        { "The weight is NaN", new SpawnOptions { Weight = double.NaN } },
        { "The weight is -1", new SpawnOptions { Weight = -1 } },
        { "The idempotency key has 0", new SpawnOptions { IdempotencyKey = "" } },
        { "StartAfter is", new SpawnOptions { StartAfter = TimeSpan.Zero, StartAt = DateTimeOffset.UnixEpoch } },
        { "The silo has 0", new SpawnOptions { Silo = "" } },
        { "The key of tag", new SpawnOptions { Tags = new Dictionary<string, string> { [""] = "v" } } },
        { "The value of required label 'k'", new SpawnOptions { RequiredLabels = new Dictionary<string, string> { ["k"] = TooLong } } },
        { "There are 33 preferred labels", new SpawnOptions { PreferredLabels = Enumerable.Range(0, 33).ToDictionary(i => $"k{i}", _ => "v") } },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Validate_WhenAnOptionIsOutOfItsRange_SaysWhatWasFound(string expected, SpawnOptions options) =>
        Assert.StartsWith(expected, Assert.Single(SpawnValidator.Validate(options)), StringComparison.Ordinal);

    [Fact]
    public void Validate_WhenEverythingIsAtItsLimit_FindsNothing() => Assert.Empty(SpawnValidator.Validate(new SpawnOptions
    {
        Name = TooLong[1..],
        Timeout = SpawnLimits.MaximumTimeout,
        Weight = SpawnLimits.MaximumWeight,
        Silo = "s",
        Tags = new Dictionary<string, string> { [TooLong[1..]] = "" },
    }));

    [Fact]
    public void ValidateInput_WhenOneByteTooLong_SaysHowMuchIsAccepted() =>
        Assert.Contains("262144", SpawnValidator.ValidateInput(SpawnLimits.MaximumPayloadBytes + 1), StringComparison.Ordinal);
}
