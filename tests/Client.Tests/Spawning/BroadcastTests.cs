using Spawner.Client.Tests.Scripted;

namespace Spawner.Client.Tests.Spawning;

public sealed class BroadcastTests : IDisposable
{
    private readonly ScriptedClient _sut = new();

    public void Dispose() => _sut.Dispose();

    [Fact]
    public async Task BroadcastAsync_WhenSilosQualify_PinsOneTaskToEach()
    {
        var batch = await _sut.Client.BroadcastAsync(ScriptedClient.Double, 1, cancellationToken: ScriptedClient.Cancel);

        var sent = await _sut.Intake.NextSpawnAsync();
        Assert.Equal(
            [ScriptedIntake.Home.ToParsableString(), ScriptedIntake.OtherHome.ToParsableString()],
            sent.Tasks.Select(t => t.Demands?.Silo));
        Assert.Equal(2, batch.Tasks.Select(t => t.Id.Unique).Distinct().Count());
    }

    [Fact]
    public async Task BroadcastAsync_WhenOneSiloLacksALabel_LeavesItOut()
    {
        _sut.Intake.OnGetCluster = () => ScriptedIntake.Cluster(ScriptedIntake.Home, ScriptedIntake.OtherHome) with
        {
            Silos = [Scripted.Silos.Active(ScriptedIntake.Home), Scripted.Silos.Active(ScriptedIntake.OtherHome) with { Labels = new Dictionary<string, string>() }],
        };
        var options = new SpawnOptions { RequiredLabels = new Dictionary<string, string> { ["zone"] = "a" } };

        await _sut.Client.BroadcastAsync(ScriptedClient.Double, 1, options, ScriptedClient.Cancel);

        Assert.Equal(ScriptedIntake.Home.ToParsableString(), Assert.Single((await _sut.Intake.NextSpawnAsync()).Tasks).Demands?.Silo);
    }

    [Fact]
    public async Task BroadcastAsync_WhenNoSiloQualifies_SaysWhatEachLacks()
    {
        _sut.Intake.OnGetCluster = () => ScriptedIntake.Cluster(ScriptedIntake.Home, ScriptedIntake.OtherHome) with
        {
            Silos =
            [
                Scripted.Silos.Active(ScriptedIntake.Home) with { State = SiloState.Draining },
                Scripted.Silos.Active(ScriptedIntake.OtherHome) with { Kinds = ["other"] },
            ],
        };

        var failure = await Assert.ThrowsAsync<InvalidSpawnException>(() =>
            _sut.Client.BroadcastAsync(ScriptedClient.Double, 1, cancellationToken: ScriptedClient.Cancel));

        Assert.Contains("silo-11111 (127.0.0.1:11111@1): it is Draining", failure.Message, StringComparison.Ordinal);
        Assert.Contains("it runs: other", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, _sut.Intake.SpawnCount);
    }

    [Fact]
    public async Task BroadcastAsync_WhenPinned_IsNotAccepted() =>
        await Assert.ThrowsAsync<InvalidSpawnException>(() =>
            _sut.Client.BroadcastAsync(ScriptedClient.Double, 1, new SpawnOptions { Silo = "s" }, ScriptedClient.Cancel));
}
