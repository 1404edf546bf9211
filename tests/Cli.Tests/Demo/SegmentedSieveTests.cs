using Spawner.Demo;
using Spawner.Demo.Primes;

namespace Spawner.Cli.Tests.Demo;

public class SegmentedSieveTests
{
    [Theory]
    [InlineData(1_000, 168, 997)]
    [InlineData(10_000, 1_229, 9_973)]
    [InlineData(100_000, 9_592, 99_991)]
    [InlineData(1_000_000, 78_498, 999_983)]
    [InlineData(10_000_000, 664_579, 9_999_991)]
    [InlineData(100_000_000, 5_761_455, 99_999_989)]
    public void Count_WhenBelowAPowerOfTen_IsTheKnownCount(long limit, long count, long largest) =>
        Assert.Equal(new PrimeCount(count, largest), Count(new NumberRange(0, limit)));

    [Theory]
    [InlineData(1_000, 997)]
    [InlineData(1_000_000_000, 999_999_937)]
    [InlineData(10_000_000_000, 9_999_999_967)]
    [InlineData(100_000_000_000, 99_999_999_977)]
    [InlineData(1_000_000_000_000, 999_999_999_989)]
    public void Largest_WhenBelowAPowerOfTen_IsTheKnownPrime(long limit, long prime) =>
        Assert.Equal(prime, Largest(new NumberRange(Math.Max(0, limit - 1_000_000), limit)).Prime);

    [Fact]
    public void CountAndLargest_WhenAnySmallRange_AgreeWithTrialDivision()
    {
        var isPrime = Enumerable.Range(0, 400).Select(n => n > 1 && Enumerable.Range(2, n - 2).All(d => n % d != 0)).ToArray();
        for (var from = 0; from < 60; from++)
        {
            for (var to = from; to < isPrime.Length; to += 7)
            {
                var primes = Enumerable.Range(from, to - from).Where(n => isPrime[n]).ToList();
                long? largest = primes.Count > 0 ? primes[^1] : null;

                Assert.Equal(new PrimeCount(primes.Count, largest), Count(new NumberRange(from, to)));
                Assert.Equal(largest, Largest(new NumberRange(from, to)).Prime);
            }
        }
    }

    [Fact]
    public void Count_WhenARangeIsCutAnywhere_IsTheSumOfItsParts()
    {
        var random = new Random(2);
        var (from, to) = (999_999_000_000L, 999_999_900_001L);
        var whole = Count(new NumberRange(from, to)).Count;
        for (var i = 0; i < 20; i++)
        {
            var cut = random.NextInt64(from, to);

            Assert.Equal(whole, Count(new NumberRange(from, cut)).Count + Count(new NumberRange(cut, to)).Count);
        }
    }

    [Fact]
    public void Largest_WhenTheRangeHasNoPrime_HasExaminedAllOfIt() =>
        Assert.Equal(new LargestPrime(null, 6), Largest(new NumberRange(90, 96)));

    [Fact]
    public void Count_WhenProgressIsHeard_RisesToOne()
    {
        var heard = new List<double>();

        SegmentedSieve.Count(new NumberRange(0, 3_000_000), heard.Add, TestContext.Current.CancellationToken);

        Assert.Equal(heard.Order(), heard);
        Assert.Equal(1.0, heard[^1]);
    }

    [Fact]
    public void Count_WhenToldToStop_Stops()
    {
        using var stop = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(
            () => SegmentedSieve.Count(new NumberRange(0, 1_000_000_000), _ => stop.Cancel(), stop.Token));
    }

    [Theory]
    [InlineData(-1, 10)]
    [InlineData(10, 9)]
    [InlineData(0, 1_000_000_000_001)]
    public void Count_WhenTheRangeIsNotAccepted_SaysWhatIs(long from, long to) =>
        Assert.Contains("Accepted", Assert.Throws<ArgumentOutOfRangeException>(() => Count(new NumberRange(from, to))).Message, StringComparison.Ordinal);

    private static PrimeCount Count(NumberRange range) => SegmentedSieve.Count(range, progress: null, TestContext.Current.CancellationToken);

    private static LargestPrime Largest(NumberRange range) => SegmentedSieve.Largest(range, progress: null, TestContext.Current.CancellationToken);
}
