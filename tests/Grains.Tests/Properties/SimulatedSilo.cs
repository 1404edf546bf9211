using System.Collections.Immutable;
using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Statistics;
using Spawner.Grains.ClusterLoad;
using Spawner.Grains.Completion;
using Spawner.Grains.Execution;
using Spawner.Grains.Hosting;
using Spawner.Grains.Intake;
using Spawner.Grains.Lifecycle;
using Spawner.Grains.Messages;

namespace Spawner.Grains.Tests.Properties;

/// <summary>
/// One silo: Spawner's own objects, put together by its own composition. Of Orleans only messages and membership are replaced,
/// and the agents do their rounds when the test says so.
/// </summary>
internal sealed class SimulatedSilo : IDisposable
{
    public const string Kind = "test";

    private readonly SimulatedCluster _cluster;
    private readonly ServiceProvider _services;
    private readonly Membership _membership;
    private readonly ClusterMembers _members;
    private readonly PeerIntroduction _introduction;
    private Task _round = Task.CompletedTask;
    private Task? _leaving;

    public SimulatedSilo(SimulatedCluster cluster, int number, double slots)
    {
        _cluster = cluster;
        Address = SiloAddress.New(IPAddress.Loopback, number, 1);
        _membership = new Membership(cluster);
        _services = Compose(slots);
        _members = _services.GetRequiredService<ClusterMembers>();
        _introduction = _services.GetRequiredService<PeerIntroduction>();
        View = _services.GetRequiredService<ClusterLoadView>();
        Executor = _services.GetRequiredService<Executor>();
        Service = MakeService();
    }

    public SiloAddress Address { get; }

    public Executor Executor { get; }

    public ClusterLoadView View { get; }

    public IExecutorService Service { get; }

    public TaskPlacer Placer => _services.GetRequiredService<TaskPlacer>();

    public TaskLocator Locator => _services.GetRequiredService<TaskLocator>();

    public bool HasEverDrained { get; private set; }

    public bool IsLeaving => _leaving is not null;

    public bool HasLeft => _leaving is { IsCompleted: true };

    public bool IsInARound => !_round.IsCompleted;

    /// <summary>Whether outcomes for other silos are still to be delivered.</summary>
    public bool HasNews => !_services.GetRequiredService<NoticeBoard>().FlushAsync(CancellationToken.None).IsCompleted;

    /// <summary>As the silo's lifecycle starts it and opens its door.</summary>
    public void Start()
    {
        _members.Joined += silo => _introduction.MeetAsync(silo).Ignore();
        _members.Gone += OnGone;
        View.Add(_services.GetRequiredService<SiloIdentity>().Description);
        _members.RunAsync(CancellationToken.None).Ignore();
        Executor.SetState(SiloState.Active);
        Publish();
        _introduction.MeetAllAsync(_members.Live.Where(silo => !silo.Equals(Address))).Ignore();
    }

    public void Publish() => _services.GetRequiredService<LoadPublisher>().PublishOnce();

    /// <summary>Its relocator looks what may move; not while it still does so.</summary>
    public void Relocate()
    {
        if (!IsInARound && !IsLeaving)
        {
            _round = _services.GetRequiredService<TaskRelocator>().RunOnceAsync();
        }
    }

    public void SetDraining(bool draining)
    {
        HasEverDrained = true;
        Service.SetDrainingAsync(draining).Ignore();
    }

    public void Leave()
    {
        if (!IsInARound && !IsLeaving)
        {
            HasEverDrained = true;
            _leaving = _services.GetRequiredService<SiloDrain>().RunAsync(CancellationToken.None);
        }
    }

    /// <summary>It hears of the silos that came and went.</summary>
    public void HearOfMembers() => _membership.Update();

    public void Dispose() => _services.Dispose();

    private void OnGone(SiloAddress silo)
    {
        // As SpawnerSiloLifecycle does it.
        View.Remove(silo);
        _services.GetRequiredService<NoticeBoard>().Forget(silo);
        Executor.OnSiloDied(silo, _members.NameOf(silo));
        _cluster.BreakCalls(Address, silo);
    }

    private ServiceProvider Compose(double slots)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton<TimeProvider>(_cluster.Clock);
        services.AddSingleton(new Random(Address.Endpoint.Port));
        services.AddSingleton<ILocalSiloDetails>(new Details(Address));
        services.AddSingleton<IClusterMembershipService>(_membership);
        services.AddSingleton<IEnvironmentStatisticsProvider>(new QuietMachine());
        services.AddSingleton((IGrainFactory)OrleansDoor.Make(typeof(IGrainFactory), reach: null));
        foreach (var inOrleans in typeof(ExecutorPeers).BaseType!.GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Where(f => f.FieldType.IsInterface))
        {
            services.AddSingleton(inOrleans.FieldType, OrleansDoor.Make(inOrleans.FieldType, to => new Line(_cluster, Address, to)));
        }

        services.AddSingleton(new HandlerRegistration
        {
            Kind = new TaskKind<string, string>(Kind),
            Mode = ExecutionMode.Asynchronous,
            Weight = 1,
            NeedsServices = false,
            Invoke = (_, _, context, _) => _cluster.OnHandlerStarted(this, context),
        });
        new Builder(services).UseSpawner();
        services.Configure<ExecutionOptions>(options =>
        {
            options.Slots = slots;
            options.ResultRetention = TimeSpan.FromDays(1);
        });
        services.Configure<SiloIdentityOptions>(options => options.Version = "1");
        return services.BuildServiceProvider();
    }

    /// <summary>The silo's own door. Its base class wants a whole silo of Orleans, of which it uses nothing here.</summary>
    private ExecutorService MakeService()
    {
        var service = (ExecutorService)RuntimeHelpers.GetUninitializedObject(typeof(ExecutorService));
        foreach (var field in typeof(ExecutorService).GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        {
            field.SetValue(service, _services.GetRequiredService(field.FieldType));
        }

        return service;
    }

    private sealed record Builder(IServiceCollection Services) : ISiloBuilder
    {
        public IConfiguration Configuration { get; } = new ConfigurationBuilder().Build();
    }

    private sealed class Details(SiloAddress address) : ILocalSiloDetails
    {
        public string Name => $"silo-{address.Endpoint.Port}";

        public string ClusterId => "test";

        public string DnsHostName => "localhost";

        public SiloAddress SiloAddress => address;

        public SiloAddress GatewayAddress => address;
    }

    private sealed class QuietMachine : IEnvironmentStatisticsProvider
    {
        public EnvironmentStatistics GetEnvironmentStatistics() => default;
    }

    private sealed class Membership(SimulatedCluster cluster) : IClusterMembershipService
    {
        private readonly Channel<ClusterMembershipSnapshot> _updates =
            Channel.CreateUnbounded<ClusterMembershipSnapshot>(new UnboundedChannelOptions { AllowSynchronousContinuations = true });

        public ClusterMembershipSnapshot CurrentSnapshot { get; private set; } = cluster.Members;

        public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => _updates.Reader.ReadAllAsync();

        public void Update()
        {
            CurrentSnapshot = cluster.Members;
            _updates.Writer.TryWrite(CurrentSnapshot);
        }

        public ValueTask Refresh(MembershipVersion minimumVersion, CancellationToken cancellationToken)
        {
            Update();
            return ValueTask.CompletedTask;
        }

        public Task<bool> TryKill(SiloAddress siloAddress) => throw new NotSupportedException();
    }
}

/// <summary>Stands where Spawner's objects reach into Orleans for the service of another silo.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1852", Justification = "The proxies are derived from it at run time.")]
internal class OrleansDoor : DispatchProxy
{
    private Func<SiloAddress, IExecutorService>? _reach;

    public static object Make(Type type, Func<SiloAddress, IExecutorService>? reach)
    {
        var door = Create(type, typeof(OrleansDoor));
        ((OrleansDoor)door)._reach = reach;
        return door;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        foreach (var arg in args ?? [])
        {
            var address = arg is GrainId grain && SystemTargetGrainId.TryParse(grain, out var target) ? target.GetSiloAddress() : arg as SiloAddress;
            if (_reach is not null && address is not null)
            {
                return _reach(address);
            }
        }

        throw new SiloUnavailableException("There are no grains here.");
    }
}
