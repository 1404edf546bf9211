using Spawner.Tests;

namespace Spawner.Silo.Tests.Processes;

/// <summary>One silo for the tests that only look at it.</summary>
public sealed class RunningSilo : IAsyncLifetime
{
    public SiloProcess Silo { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Silo = await SiloProcess.StartAsync(Silos.Dll, Silos.Settings(("Spawner:Identity:Name", "looked-at")));
        Http = new HttpClient { BaseAddress = Silo.Ready.HttpUrl };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Silo.DisposeAsync();
    }
}
