using Spawner.Client.Intake;
using Spawner.Client.Records;
using Spawner.Client.Spawning;
using Spawner.Client.Tasks;

namespace Spawner.Client;

internal sealed partial class SpawnerClient
{
    /// <summary>Another caller's view: all that is sent in its name is its own, and all that waits is shared.</summary>
    private SpawnerClient(SpawnerClient shared, SpawnerClientOptions options)
    {
        _options = options;
        (_clock, _instruments, _tracker, _checker) = (shared._clock, shared._instruments, shared._tracker, shared._checker);
        (_gatherer, _batches, _outstanding, _receiver) = (shared._gatherer, shared._batches, shared._outstanding, shared._receiver);
        _intake = shared._intake.For(options);
        _desk = new TaskDesk(_intake, _tracker, _receiver, _clock);
        _records = new RecordsDesk(_intake, options);
        _encoder = shared._encoder.For(options);
        _ownsParts = false;
    }

    public ISpawnerClient ForCaller(string taskNamespace, string submitter)
    {
        var options = _options with { Namespace = taskNamespace, Submitter = submitter };
        return new SpawnerClientOptionsValidator().Validate(name: null, options) is { Failed: true } invalid
            ? throw new ArgumentException(string.Join(" ", invalid.Failures), nameof(submitter))
            : new SpawnerClient(this, options);
    }
}
