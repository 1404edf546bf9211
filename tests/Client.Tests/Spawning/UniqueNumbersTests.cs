using Microsoft.Extensions.Time.Testing;
using Spawner.Client.Spawning;

namespace Spawner.Client.Tests.Spawning;

public sealed class UniqueNumbersTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(0x0123_4567_89AB);

    private readonly UniqueNumbers _sut = new(new FakeTimeProvider(Now));

    [Fact]
    public void Next_HasVersion7AndBeginsWithTheTime()
    {
        var number = _sut.Next();

        Assert.Equal(7, number.Version);
        Assert.InRange(number.Variant, 8, 11);
        Assert.StartsWith("0123456789ab7", number.ToString("N"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Next_WhenManyAskAtOnce_NeverRepeats()
    {
        var numbers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Enumerable.Range(0, 5000).Select(_ => _sut.Next()).ToList())));

        Assert.Equal(20_000, numbers.SelectMany(some => some).Distinct().Count());
    }
}
