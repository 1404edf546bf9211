using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spawner.Client.Intake;
using Spawner.Client.Records;
using Spawner.Client.Spawning;
using Spawner.Client.Tasks;
using Spawner.Client.Telemetry;

namespace Spawner.Client;

/// <summary>
/// The client library's parts and what connects them. A spawn is encoded and validated (<see cref="SpawnEncoder"/>), gathers
/// with others (<see cref="SpawnGatherer"/>) or travels with its batch (<see cref="BatchSpawner"/>), and is sent until silos
/// hold it (<see cref="SpawnSender"/>, <see cref="ReliableIntake"/>). From before it is sent until its end it is tracked
/// (<see cref="TaskTracker"/>): notices end it (<see cref="TaskNoticeReceiver"/>), or questions do (<see cref="OutstandingTaskChecker"/>).
/// What the cluster's store keeps is asked for apart from all that (<see cref="RecordsDesk"/>).
/// </summary>
internal sealed partial class SpawnerClient : ISpawnerClient, IDisposable
{
    private readonly SpawnerClientOptions _options;
    private readonly TimeProvider _clock;
    private readonly ClientInstruments _instruments;
    private readonly ReliableIntake _intake;
    private readonly TaskTracker _tracker;
    private readonly OutstandingTaskChecker _checker;
    private readonly TaskDesk _desk;
    private readonly SpawnEncoder _encoder;
    private readonly SpawnGatherer _gatherer;
    private readonly BatchSpawner _batches;
    private readonly TaskNoticeReceiver _receiver;
    private readonly bool _ownsParts = true;

    [SuppressMessage("Usage", "CA2213", Justification = "Messages that are under way when the client is disposed of still release it; it holds no handle.")]
    private readonly SemaphoreSlim _outstanding;

    public SpawnerClient(
        IIntake intake,
        IOptions<SpawnerClientOptions> options,
        TimeProvider clock,
        Jitter jitter,
        ClientInstruments instruments,
        ILoggerFactory loggers)
    {
        _options = options.Value with { };
        (_clock, _instruments) = (clock, instruments);
        _intake = new ReliableIntake(intake, _options, clock, jitter, instruments, loggers.CreateLogger<ReliableIntake>());
        _tracker = new TaskTracker(clock, instruments);
        _receiver = new TaskNoticeReceiver(intake, _tracker);
        _checker = new OutstandingTaskChecker(_tracker, _intake, _receiver, _options, clock, loggers.CreateLogger<OutstandingTaskChecker>());
        _desk = new TaskDesk(_intake, _tracker, _receiver, clock);
        _records = new RecordsDesk(_intake, _options);
        _encoder = new SpawnEncoder(_options, clock, new UniqueNumbers(clock));
        _outstanding = new SemaphoreSlim(_options.MaximumOutstandingBatches);
        var sender = new SpawnSender(_intake, _tracker, _receiver, _options, clock, jitter, instruments);
        _gatherer = new SpawnGatherer(sender, _outstanding, _tracker, _options);
        _batches = new BatchSpawner(sender, _outstanding, _tracker, _intake);
    }

    /// <summary>Stops what runs by itself. Waiters keep waiting until they give up; spawns not yet acknowledged fail.</summary>
    public void Dispose()
    {
        if (!_ownsParts)
        {
            return;
        }

        _gatherer.Dispose();
        _checker.Dispose();
    }
}
