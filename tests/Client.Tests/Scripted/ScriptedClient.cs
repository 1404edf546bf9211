using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Spawner.Client.Intake;
using Spawner.Client.Telemetry;

namespace Spawner.Client.Tests.Scripted;

/// <summary>A client, the scripted cluster that it speaks to, and the clock that it waits on.</summary>
internal sealed class ScriptedClient : IDisposable
{
    public static readonly TaskKind<int, int> Double = new("double");

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly SpawnerClient _client;

    public ScriptedClient(Action<SpawnerClientOptions>? configure = null)
    {
        configure?.Invoke(Options);
        _client = new SpawnerClient(
            Intake,
            Microsoft.Extensions.Options.Options.Create(Options),
            Clock,
            new Jitter(new SteadyRandom()),
            new ClientInstruments(Meters),
            NullLoggerFactory.Instance);
    }

    public SpawnerClientOptions Options { get; } = new() { Submitter = "test" };

    public ScriptedIntake Intake { get; } = new();

    public SignallingClock Clock { get; } = new();

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public ISpawnerClient Client => _client;

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Task<TaskHandle<int>> SpawnAsync(int input = 1, SpawnOptions? options = null) =>
        Client.SpawnAsync(Double, input, options, Cancel).Soon("the acknowledgement of a spawn");

    public Task<SpawnBatch<int>> SpawnManyAsync(int count) =>
        Client.SpawnManyAsync(Double, Enumerable.Range(0, count), cancellationToken: Cancel).Soon("the acknowledgement of a batch");

    public void Dispose()
    {
        _client.Dispose();
        _services.Dispose();
    }
}
