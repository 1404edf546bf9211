using Spawner.Client.Tests.Scripted;

namespace Spawner.Client.Tests.Silos;

public sealed class SpawnerClientSilosTests : IDisposable
{
    private readonly ScriptedClient _sut = new();

    public void Dispose() => _sut.Dispose();

    [Fact]
    public async Task WatchSilosAsync_WhenASiloJoinsLater_YieldsItAfterTheNextPeriod()
    {
        _sut.Intake.OnGetCluster = () => _sut.Intake.ClusterCount == 1
            ? ScriptedIntake.Cluster(ScriptedIntake.Home)
            : ScriptedIntake.Cluster(ScriptedIntake.Home, ScriptedIntake.OtherHome);
        await using var watch = _sut.Client.WatchSilosAsync(ScriptedClient.Cancel).GetAsyncEnumerator(ScriptedClient.Cancel);

        Assert.True(await watch.MoveNextAsync());
        Assert.Equal((ScriptedIntake.Home, SiloChange.Joined), (watch.Current.Address, watch.Current.Change));
        var next = watch.MoveNextAsync().AsTask();
        await _sut.Clock.PassAsync(_sut.Options.LivenessPeriod);

        Assert.True(await next.Soon("the second silo"));
        Assert.Equal((ScriptedIntake.OtherHome, SiloChange.Joined), (watch.Current.Address, watch.Current.Change));
    }

    [Fact]
    public async Task DrainSiloAsync_WhenNoSiloHasThatName_SaysWhichThereAre()
    {
        _sut.Intake.OnDrain = _ => false;

        var failure = await Assert.ThrowsAsync<UnknownSiloException>(() => _sut.Client.DrainSiloAsync("typo", ScriptedClient.Cancel));

        Assert.Contains("'typo'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("silo-11111 (127.0.0.1:11111@1)", failure.Message, StringComparison.Ordinal);
    }
}
