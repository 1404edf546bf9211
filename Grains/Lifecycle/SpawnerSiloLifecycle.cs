using Spawner.Grains.ClusterLoad;
using Spawner.Grains.Execution;
using Spawner.Grains.Messages;
using Spawner.Grains.Storage;
using Spawner.Grains.Telemetry;

namespace Spawner.Grains.Lifecycle;

/// <summary>
/// Starts Spawner's agents when the silo is about to become active, opens the door after it has, and drains before it stops
/// being so: above <see cref="ServiceLifecycleStage.Active"/>, since a grain service is only stopped when the gateways have
/// already told clients to go.
/// </summary>
internal sealed partial class SpawnerSiloLifecycle(
    Executor executor,
    SiloIdentity identity,
    ClusterMembers members,
    ClusterLoadView view,
    PeerIntroduction introduction,
    LoadPublisher publisher,
    IdleNotifier idleNotifier,
    TaskRelocator relocator,
    ExecutorUpkeep upkeep,
    SiloDrain drain,
    TaskRecovery recovery,
    FinishedTaskPruner pruner,
    TaskLedger ledger,
    Notes.NoteWriter noteWriter,
    OwnerLease lease,
    OwnerDirectory owners,
    IFatalErrorHandler fatal,
    SpawnerInstruments instruments,
    Completion.NoticeBoard notices,
    ILogger<SpawnerSiloLifecycle> logger,
    ITaskStore? store = null) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    // Nothing is up yet, and no other silo knows of this one: a store that cannot be used leaves nothing to take down.
    private const int StoreStage = ServiceLifecycleStage.RuntimeInitialize - 1;

    private readonly CancellationTokenSource _stopping = new();
    private Task _agents = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle)
    {
        lifecycle.Subscribe(nameof(ITaskStore), StoreStage, OpenStoreAsync);
        lifecycle.Subscribe(nameof(SpawnerSiloLifecycle), ServiceLifecycleStage.BecomeActive, StartAsync, _ => StopAsync());
        lifecycle.Subscribe(nameof(SiloDrain), ServiceLifecycleStage.Active + 1, OpenAsync, drain.RunAsync);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task OpenStoreAsync(CancellationToken cancellationToken)
    {
        if (store is null)
        {
            LogNoStore();
            return;
        }

        await store.OpenAsync(cancellationToken);
        LogStore(store.Description);
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        if (store is not null)
        {
            await lease.AcquireAsync(cancellationToken);
            lease.HasTasks = executor.HasDurable;
            lease.Regained += recovery.OnLeaseRegained;
            lease.Lost += why => fatal.OnFatalException(this, why, new LeaseLostException(lease.Number));
        }

        StartAgents();
    }

    private void StartAgents()
    {
        members.Joined += silo => introduction.MeetAsync(silo).Ignore();
        members.Gone += OnGone;
        view.StateChanged += OnPeerStateChanged;
        executor.RelocationDue += relocator.Wake;
        executor.ClaimDue += recovery.OnTasksFreed;
        instruments.Observe(() => executor.Report(reader: null), identity.Description.Slots);
        instruments.Observe(view.Figures);
        view.Add(identity.Description);
        _agents = Task.WhenAll(
            Task.Run(() => members.RunAsync(_stopping.Token)),
            Task.Run(() => publisher.RunAsync(_stopping.Token)),
            Task.Run(() => idleNotifier.RunAsync(_stopping.Token)),
            Task.Run(() => relocator.RunAsync(_stopping.Token)),
            Task.Run(() => upkeep.RunAsync(_stopping.Token)),
            store is null ? Task.CompletedTask : RunDurableAsync());
    }

    private Task RunDurableAsync() => Task.WhenAll(
        Task.Run(() => lease.RunAsync(_stopping.Token)),
        Task.Run(() => ledger.RunAsync(_stopping.Token)),
        Task.Run(() => noteWriter.RunAsync(_stopping.Token)),
        Task.Run(() => recovery.RunAsync(_stopping.Token)),
        Task.Run(() => pruner.RunAsync(_stopping.Token)));

    /// <summary>A silo is ready when it takes tasks, and every other one knows that it does.</summary>
    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        executor.SetState(SiloState.Active);
        publisher.PublishOnce();
        await introduction.MeetAllAsync(await members.ListOthersAsync(cancellationToken));
    }

    private async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _agents;
        if (store is not null)
        {
            await lease.EndAsync(CancellationToken.None);
        }
    }

    private void OnGone(SiloAddress silo)
    {
        view.Remove(silo);
        notices.Forget(silo);
        owners.Forget(silo);
        recovery.OnSiloGone();
        executor.OnSiloDied(silo, members.NameOf(silo));
    }

    private void OnPeerStateChanged(SiloDescription peer, SiloState? before, SiloState now)
    {
        if (now == SiloState.Draining)
        {
            members.Record(peer.Address, peer.Name, SiloChange.Draining);
        }
        else if (before == SiloState.Draining && now == SiloState.Active)
        {
            members.Record(peer.Address, peer.Name, SiloChange.Resumed);
        }

        relocator.Wake();
    }

    [LoggerMessage(LogLevel.Information, "Durable tasks are kept in {Store}")]
    private partial void LogStore(string store);

    [LoggerMessage(LogLevel.Information, "Durable tasks are refused: this silo has no store for them")]
    private partial void LogNoStore();
}
