using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Spawner.Client.Hosting;
using Spawner.Client.Intake;
using Spawner.Client.Tests.Scripted;

namespace Spawner.Client.Tests.Hosting;

public sealed class BoundedConnectionRetryTests
{
    private readonly SignallingClock _clock = new();
    private readonly SpawnerClientOptions _options = new();
    private readonly BoundedConnectionRetry _sut;

    public BoundedConnectionRetryTests() => _sut = new(Options.Create(_options), _clock, new Jitter(new SteadyRandom()));

    [Fact]
    public async Task ShouldRetryConnectionAttempt_WhenThereIsTime_PausesAndTriesAgain()
    {
        var deciding = _sut.ShouldRetryConnectionAttempt(new TimeoutException(), TestContext.Current.CancellationToken);

        await _clock.PassAsync(TimeSpan.FromMilliseconds(250));

        Assert.True(await deciding.Soon("the decision"));
    }

    [Fact]
    public async Task ShouldRetryConnectionAttempt_WhenTheTimeIsOver_SaysWhatWasTriedAndWhatNext()
    {
        _clock.Advance(_options.RequestTimeout);

        var failure = await Assert.ThrowsAsync<ClusterUnavailableException>(() =>
            _sut.ShouldRetryConnectionAttempt(new TimeoutException("nobody there"), TestContext.Current.CancellationToken));

        Assert.Contains("within 00:00:30 and 1 attempts", failure.Message, StringComparison.Ordinal);
        Assert.Contains("nobody there", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Spawner:Clustering", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShouldRetryConnectionAttempt_WhenTheSettingsAreWrong_GivesUpAtOnce() =>
        Assert.False(await _sut.ShouldRetryConnectionAttempt(new OrleansConfigurationException("wrong"), TestContext.Current.CancellationToken));
}
