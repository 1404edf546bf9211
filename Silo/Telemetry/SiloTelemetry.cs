using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Spawner.Grains.Telemetry;

namespace Spawner.Silo.Telemetry;

/// <summary>Exports what the silo emits: Prometheus text at <c>/metrics</c>, and OTLP where the standard environment variables say.</summary>
internal static class SiloTelemetry
{
    private const string OrleansMeter = "Microsoft.Orleans";
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static WebApplicationBuilder AddSiloTelemetry(this WebApplicationBuilder builder)
    {
        var hasCollector = !string.IsNullOrEmpty(builder.Configuration[OtlpEndpoint]);
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("spawner-silo", serviceInstanceId: $"{Environment.MachineName}-{Environment.ProcessId}"))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(SpawnerTelemetry.Name, OrleansMeter).AddRuntimeInstrumentation().AddPrometheusExporter();
                if (hasCollector)
                {
                    metrics.AddOtlpExporter();
                }
            })
            .WithTracing(traces =>
            {
                // Without a collector nobody reads spans: then none are made.
                if (hasCollector)
                {
                    traces.AddSource(SpawnerTelemetry.Name).AddOtlpExporter();
                }
            });
        return builder;
    }
}
