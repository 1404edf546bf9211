using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Spawner.Grains.Telemetry;

namespace Spawner.Silo.Telemetry;

/// <summary>Logs to the console, metrics to whoever asks, and all of it to a collector if the environment names one.</summary>
internal static class TelemetryHostBuilderExtensions
{
    private const string OrleansMeter = "Microsoft.Orleans";
    private const string CollectorSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static IHostBuilder AddTelemetry(this IHostBuilder host) => host.ConfigureServices((context, services) =>
    {
        services.PostConfigure<SimpleConsoleFormatterOptions>(console => console.TimestampFormat ??= "yyyy-MM-ddTHH:mm:ss.fffZ ");
        services.PostConfigure<JsonConsoleFormatterOptions>(console => console.TimestampFormat ??= "yyyy-MM-ddTHH:mm:ss.fffZ");
        services.AddSingleton<SiloResource>();
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource
                .AddDetector(provider => provider.GetRequiredService<SiloResource>())
                // What the environment says of the resource wins.
                .AddEnvironmentVariableDetector())
            .WithMetrics(metrics => metrics
                .AddMeter(SpawnerTelemetry.Name, OrleansMeter)
                .AddRuntimeInstrumentation()
                .AddPrometheusExporter());
        if (!string.IsNullOrEmpty(context.Configuration[CollectorSetting]))
        {
            // Only here: spans cost, and without a collector nobody sees them.
            telemetry.WithTracing(tracing => tracing.AddSource(SpawnerTelemetry.Name)).WithLogging().UseOtlpExporter();
        }
    });
}
