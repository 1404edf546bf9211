using Spawner.Tests;

namespace Spawner.Silo.Tests.Processes;

public class SiloStopTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stop_WhenTheSiloIsIdle_Exits0AndTakesItsReadyFileAway()
    {
        await using var silo = await SiloProcess.StartAsync(Silos.Dll, cancellationToken: Cancel);

        Assert.Equal(0, await silo.StopAsync(Cancel));
        Assert.False(File.Exists(silo.ReadyFile));
        Assert.Empty(silo.Errors.Trim());
    }

    [Fact]
    public async Task Pause_WhenTheSiloStandsStill_FailsItsHealthcheckUntilItGoesOn()
    {
        await using var silo = await SiloProcess.StartAsync(Silos.Dll, cancellationToken: Cancel);
        var live = new Uri(silo.Ready.HttpUrl, "/health/live").ToString();

        silo.Pause();
        await using var deaf = SiloProcess.Launch(Silos.Dll, arguments: ["--healthcheck", live]);
        Assert.Equal(1, await deaf.WaitForExitAsync(Cancel));

        silo.Continue();
        await using var well = SiloProcess.Launch(Silos.Dll, arguments: ["--healthcheck", live]);
        Assert.Equal(0, await well.WaitForExitAsync(Cancel));
    }
}
