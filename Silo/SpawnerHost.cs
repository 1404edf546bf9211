using Spawner.Grains.Hosting;
using Spawner.Silo.Configuration;
using Spawner.Silo.Health;
using Spawner.Silo.Telemetry;

namespace Spawner.Silo;

/// <summary>A silo in a process of its own. A host with your handlers is one call: <c>SpawnerHost.RunAsync(args, tasks => tasks.AddTask…)</c>.</summary>
public static class SpawnerHost
{
    /// <summary>Runs a silo until it is told to stop.</summary>
    /// <param name="args">Settings, as <c>--Spawner:Silo:SiloPort=11111</c>; or <c>--healthcheck [URL]</c> to ask a running silo how it is.</param>
    /// <param name="tasks">Registers the handlers that it runs.</param>
    /// <returns>The exit code; see <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] args, Action<ISpawnerBuilder>? tasks = null)
    {
        ArgumentNullException.ThrowIfNull(args);
        if (args is ["--healthcheck", .. var rest])
        {
            return await HealthProbe.RunAsync(rest.Length > 0 ? rest[0] : HealthProbe.DefaultUrl);
        }

        try
        {
            await using var app = Build(args, tasks);
            await app.RunAsync();
            return ExitCodes.Ok;
        }
        catch (Exception failure) when (StartFailure.Explain(failure) is { } explained)
        {
            await Console.Error.WriteLineAsync(explained.Text);
            return explained.ExitCode;
        }
    }

    private static WebApplication Build(string[] args, Action<ISpawnerBuilder>? tasks)
    {
        // Settings files belong to the program, wherever it is started from.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var settings = SiloSettings.Read(builder.Configuration);
        builder.AddHost(settings).AddSilo(settings, tasks).AddSiloHealth().AddSiloTelemetry();
        var app = builder.Build();
        app.UseHostFiltering();
        app.MapSiloHealth();
        app.MapPrometheusScrapingEndpoint();
        return app;
    }
}
