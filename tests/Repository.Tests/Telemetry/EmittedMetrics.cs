using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Spawner.Client.Telemetry;
using Spawner.Grains.Execution;
using Spawner.Grains.Messages;
using Spawner.Grains.Placement;
using Spawner.Grains.Telemetry;

namespace Spawner.Repository.Tests.Telemetry;

/// <summary>A metric as a collector sees it, with the tags of its measurements.</summary>
internal sealed record EmittedMetric(string Name, string? Unit, string? Description)
{
    public ConcurrentDictionary<string, string?> Tags { get; } = [];

    public bool IsMeasured { get; set; }
}

/// <summary>Lets silo and client measure all that they can, once.</summary>
internal static class EmittedMetrics
{
    private static readonly SiloAddress Silo = SiloAddress.New(IPAddress.Loopback, 11111, 1);

    // A value for each type that the instruments' verbs take.
    private static readonly Dictionary<Type, object> Samples = new()
    {
        [typeof(int)] = 3,
        [typeof(double)] = 2.0,
        [typeof(string)] = "some.kind",
        [typeof(TimeSpan)] = TimeSpan.FromSeconds(1),
        [typeof(PlacementRule)] = PlacementRule.LeastLoaded,
        [typeof(TaskEnd)] = new TaskEnd { Phase = TaskPhase.Succeeded, At = DateTimeOffset.UnixEpoch, StartedAt = DateTimeOffset.UnixEpoch, Silo = Silo },
        [typeof(Func<PlacementFigures>)] = () => new PlacementFigures(Notes: 1, TimeSpan.FromSeconds(1), Skew: 0.5),
        [typeof(Func<LoadReport>)] = () => new LoadReport
        {
            Silo = Silo,
            Sequence = 1,
            State = SiloState.Active,
            StateSince = DateTimeOffset.UnixEpoch,
            ServingSlots = 2,
            Load = 1,
            SlotsTaken = 1,
            Running = 1,
            Queued = 0,
            ServiceTime = TimeSpan.FromSeconds(1),
            Cpu = 0,
            Memory = 0,
        },
    };

    public static IReadOnlyList<EmittedMetric> Collect()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var emitted = new ConcurrentDictionary<Instrument, EmittedMetric>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, meters) && instrument.Meter.Name == SpawnerTelemetry.Name)
                {
                    emitted[instrument] = new EmittedMetric(instrument.Name, instrument.Unit, instrument.Description);
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Note(emitted[instrument], tags));
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(emitted[instrument], tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(emitted[instrument], tags));
        listener.Start();

        MeasureAll(new SpawnerInstruments(meters));
        MeasureAll(new ClientInstruments(meters));
        listener.RecordObservableInstruments();
        return [.. emitted.Values];
    }

    /// <summary>Calls every verb, so that a new one is seen without being listed here.</summary>
    private static void MeasureAll(object instruments)
    {
        foreach (var verb in instruments.GetType().GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        {
            verb.Invoke(instruments, [.. verb.GetParameters().Select(SampleFor)]);
        }

        static object SampleFor(ParameterInfo parameter) =>
            Samples.GetValueOrDefault(parameter.ParameterType)
            ?? throw new InvalidOperationException($"Add a sample of {parameter.ParameterType}: {parameter.Member} takes it.");
    }

    private static void Note(EmittedMetric metric, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        metric.IsMeasured = true;
        foreach (var tag in tags)
        {
            metric.Tags[tag.Key] = null;
        }
    }
}
