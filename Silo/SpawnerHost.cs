using Spawner.Grains.Hosting;
using Spawner.Silo.Configuration;
using Spawner.Silo.Endpoints;
using Spawner.Silo.Health;
using Spawner.Silo.Starting;
using Spawner.Silo.Telemetry;

namespace Spawner.Silo;

/// <summary>Runs a silo as a process: settings, clustering, health and telemetry around the tasks of a program.</summary>
public static class SpawnerHost
{
    /// <summary>
    /// Runs a silo until the process is told to stop. With <c>--healthcheck [URL]</c> it asks a running silo for its
    /// health instead.
    /// </summary>
    /// <param name="args">Command line: settings as <c>--Spawner:Silo:Name=a</c>.</param>
    /// <param name="tasks">Registers the handlers that this silo runs. Default: none.</param>
    /// <returns>The exit code of the process, one of <see cref="ExitCodes"/>.</returns>
    public static Task<int> RunAsync(string[] args, Action<ISpawnerBuilder>? tasks = null) => RunAsync(args, tasks, configure: null);

    /// <param name="args">Command line.</param>
    /// <param name="tasks">Registers the handlers that this silo runs.</param>
    /// <param name="configure">Changes the host after everything is registered: tests put something in the place of a part.</param>
    internal static async Task<int> RunAsync(string[] args, Action<ISpawnerBuilder>? tasks, Action<IHostBuilder>? configure)
    {
        ArgumentNullException.ThrowIfNull(args);
        if (HealthProbe.IsAsked(args))
        {
            return await HealthProbe.RunAsync(args);
        }

        var stopping = CancellationToken.None;
        try
        {
            var builder = CreateBuilder(args, tasks);
            configure?.Invoke(builder);
            using var host = builder.Build();
            stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            await host.RunAsync();
            return ExitCodes.Ok;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop while it was still joining.
            return ExitCodes.Ok;
        }
        catch (Exception failure) when (StartFailure.Explain(failure) is { } explained)
        {
            await Console.Error.WriteLineAsync(explained.Message);
            return explained.ExitCode;
        }
    }

    // Services start in this order and stop in the reverse one: HTTP comes before Orleans, so that health is answered
    // while the silo joins and while it drains.
    private static IHostBuilder CreateBuilder(string[] args, Action<ISpawnerBuilder>? tasks) =>
        Host.CreateDefaultBuilder(args)
            .AddConfiguration()
            .AddHealth()
            .AddTelemetry()
            .AddApi()
            .MapEndpoints()
            .AddOrleans(tasks);
}
