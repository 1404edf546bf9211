using Spawner.Cli.Primes;

namespace Spawner.Cli.Tests.Primes;

public class PrimesJobTests
{
    [Theory]
    [InlineData("3", 3)]
    [InlineData("50_000_000", 50_000_000)]
    [InlineData("1000000000000", 1_000_000_000_000)]
    public void TryParseLimit_WhenDigits_ReadsThem(string text, long expected)
    {
        Assert.True(PrimesJob.TryParseLimit(text, out var limit));
        Assert.Equal(expected, limit);
    }

    [Theory]
    [InlineData("")]
    [InlineData("_")]
    [InlineData("2")]
    [InlineData("-5")]
    [InlineData("1e9")]
    [InlineData("1,000")]
    [InlineData("1000000000001")]
    [InlineData("99999999999999999999")]
    public void TryParseLimit_WhenNotAccepted_IsFalse(string text) => Assert.False(PrimesJob.TryParseLimit(text, out _));
}
