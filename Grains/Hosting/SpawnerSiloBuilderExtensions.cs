using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Spawner.Grains.ClusterLoad;
using Spawner.Grains.Completion;
using Spawner.Grains.Execution;
using Spawner.Grains.Intake;
using Spawner.Grains.Lifecycle;
using Spawner.Grains.Messages;
using Spawner.Grains.Notes;
using Spawner.Grains.Placement;
using Spawner.Grains.Records;
using Spawner.Grains.Storage;
using Spawner.Grains.Telemetry;

namespace Spawner.Grains.Hosting;

/// <summary>Adds Spawner to a silo.</summary>
public static class SpawnerSiloBuilderExtensions
{
    /// <summary>
    /// Makes this silo part of a Spawner cluster: it takes tasks, runs those that have a handler here, and places tasks and
    /// grains marked with <see cref="LeastLoadedPlacementAttribute"/> on the least-loaded silo.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="tasks">Registers the handlers that this silo runs.</param>
    public static ISiloBuilder UseSpawner(this ISiloBuilder silo, Action<ISpawnerBuilder>? tasks = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        tasks?.Invoke(new SpawnerBuilder(silo.Services));
        silo.AddOptions().AddIntake().AddPlacement().AddClusterLoad().AddExecution().AddNotes().AddStorage().AddRecords().AddLifecycle();
        return silo;
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("ApiDesign", "RS0030", Justification = "The composition root is where the injected source comes from.")]
    private static ISiloBuilder AddOptions(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<ExecutionOptions>().BindConfiguration("Spawner:Execution").ValidateDataAnnotations().ValidateOnStart();
        silo.Services.AddOptions<ClusterLoadOptions>().BindConfiguration("Spawner:ClusterLoad").ValidateDataAnnotations().ValidateOnStart();
        silo.Services.AddOptions<DurabilityOptions>().BindConfiguration("Spawner:Durability").ValidateDataAnnotations().ValidateOnStart();
        silo.Services.AddOptions<SiloIdentityOptions>().BindConfiguration("Spawner:Identity").ValidateDataAnnotations().ValidateOnStart();

        // Orleans caches where grains are, and an addressed task is asked about only a few times: a large cache is only memory.
        silo.Services.Configure<GrainDirectoryOptions>(directory => directory.CacheSize = 10_000);
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.TryAddSingleton(Random.Shared);
        return silo;
    }

    private static ISiloBuilder AddIntake(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<TaskPlacer>();
        silo.Services.AddSingleton<TaskLocator>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, StoreEndings>();
        silo.Services.TryAddSingleton<IAuthorizer, RoleAuthorizer>();
        return silo;
    }

    private static ISiloBuilder AddPlacement(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<LeastLoadedPlacementDirector>();
        silo.Services.AddPlacementDirector<LeastLoadedPlacement>(services => services.GetRequiredService<LeastLoadedPlacementDirector>());
        silo.Services.AddPlacementDirector<SiloBoundPlacement, SiloBoundPlacementDirector>();
        silo.AddGrainDirectory(SelfLocatingDirectory.Name, (_, _) => new SelfLocatingDirectory());
        return silo;
    }

    private static ISiloBuilder AddClusterLoad(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<ActivationCounter>();
        silo.Services.AddSingleton<IConfigureGrainContextProvider>(services => services.GetRequiredService<ActivationCounter>());
        silo.Services.AddSingleton<ClusterLoadView>();
        silo.Services.AddSingleton<ClusterMembers>();
        silo.Services.AddSingleton<HostLoad>();
        silo.Services.AddSingleton<IdleNotifier>();
        silo.Services.AddSingleton<LoadPublisher>();
        silo.Services.AddSingleton<PeerIntroduction>();
        silo.Services.AddSingleton<SiloDirectory>();
        silo.Services.AddSingleton<SiloIdentity>();
        return silo;
    }

    private static ISiloBuilder AddExecution(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<AttemptPipeline>();
        silo.Services.AddSingleton<DedicatedThreadScheduler>();
        silo.Services.AddSingleton<Executor>();
        silo.Services.AddSingleton<ILoadSource>(services => services.GetRequiredService<Executor>());
        silo.Services.AddSingleton<ExecutorPeers>();
        silo.Services.AddSingleton<HandlerRegistry>();
        silo.Services.AddSingleton<NoticeBoard>();
        silo.Services.AddSingleton<SpawnerInstruments>();
        silo.Services.AddMetrics();
        silo.AddGrainService<ExecutorService>();
        return silo;
    }

    private static ISiloBuilder AddNotes(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<NoteWriter>();
        silo.Services.AddSingleton(services => new OutputBudget(services.GetRequiredService<IOptions<ExecutionOptions>>().Value.MaximumOutputBytes));
        silo.Services.AddSingleton<OutputReader>();
        silo.Services.AddSingleton<StoredOutput>();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ILoggerProvider, TaskOutputLoggerProvider>());
        return silo;
    }

    private static ISiloBuilder AddStorage(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<CancelWishes>();
        silo.Services.AddSingleton<OwnerDirectory>();
        silo.Services.AddSingleton<OwnerLease>();
        silo.Services.AddSingleton<StoreHealth>();
        silo.Services.AddSingleton<TaskLedger>();
        return silo;
    }

    private static ISiloBuilder AddRecords(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<EndedTaskForgetter>();
        silo.Services.AddSingleton<RecordsGuard>();
        silo.Services.AddSingleton<TaskCanceller>();
        silo.Services.AddSingleton<TaskChanger>();
        silo.Services.AddSingleton<TaskLister>();
        return silo;
    }

    private static ISiloBuilder AddLifecycle(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<ExecutorUpkeep>();
        silo.Services.AddSingleton<SiloDrain>();
        silo.Services.AddSingleton<TaskRelocator>();
        silo.Services.AddSingleton<TaskRecovery>();
        silo.Services.AddSingleton<FinishedTaskPruner>();
        silo.Services.Replace(ServiceDescriptor.Singleton<IFatalErrorHandler, FencingFatalErrorHandler>());
        silo.Services.AddSingleton<SiloReadiness>();
        silo.Services.AddSingleton<ISiloReadiness>(services => services.GetRequiredService<SiloReadiness>());
        silo.Services.AddSingleton<SpawnerSiloLifecycle>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<SpawnerSiloLifecycle>());
        return silo;
    }
}
