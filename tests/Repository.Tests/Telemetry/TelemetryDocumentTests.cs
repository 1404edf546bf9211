using System.Reflection;
using Spawner.Client.Telemetry;
using Spawner.Grains.Telemetry;
using Spawner.Tests;

namespace Spawner.Repository.Tests.Telemetry;

/// <summary>docs/telemetry.md against the code. That spans carry their tags is checked where a cluster runs, in Grains.Tests.</summary>
public sealed class TelemetryDocumentTests
{
    [Fact]
    public void Metrics_OfSiloAndClient_AreTheDocumentedOnes()
    {
        var emitted = EmittedMetrics.Collect();

        Assert.Equal(
            TelemetryDocument.Metrics.Select(metric => Describe(metric.Name, metric.Unit, metric.Tags)).Order(StringComparer.Ordinal),
            emitted.Select(metric => Describe(metric.Name, metric.Unit, metric.Tags.Keys)).Order(StringComparer.Ordinal));
        Assert.All(emitted, metric => Assert.True(metric.IsMeasured, $"Nothing measures {metric.Name}."));
        Assert.All(emitted, metric => Assert.False(string.IsNullOrWhiteSpace(metric.Description), $"{metric.Name} has no description."));
    }

    [Fact]
    public void Names_OfSiloAndClient_AreTheDocumentedOnes()
    {
        var documented = TelemetryDocument.Metrics.SelectMany(metric => metric.Tags.Prepend(metric.Name))
            .Concat(TelemetryDocument.Spans.SelectMany(span => span.Tags.Prepend(span.Name)))
            .Append(SpawnerTelemetry.Name);

        Assert.Equal(
            documented.Distinct().Order(StringComparer.Ordinal),
            NamesIn(typeof(SpawnerTelemetry)).Concat(NamesIn(typeof(ClientTelemetry))).Distinct().Order(StringComparer.Ordinal));
    }

    private static string Describe(string name, string? unit, IEnumerable<string> tags) =>
        $"{name} in {unit} by [{string.Join(", ", tags.Order(StringComparer.Ordinal))}]";

    private static IEnumerable<string> NamesIn(Type constants) =>
        constants.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!);
}
