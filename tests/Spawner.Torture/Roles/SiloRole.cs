using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;
using Spawner.Silo;
using Spawner.Torture.Breaks;

namespace Spawner.Torture.Roles;

/// <summary>A silo: the product's host, with the handlers of the torture test, and a seeded bug if one is asked for.</summary>
internal static class SiloRole
{
    /// <summary>Environment variable with the sink's port.</summary>
    public const string SinkVariable = "TORTURE_SINK";

    /// <summary>Environment variable with the name of a seeded bug.</summary>
    public const string BreakVariable = "TORTURE_BREAK";

    /// <summary>Environment variable with a file that lists the ports of silos from which this one is cut off.</summary>
    public const string CutVariable = "TORTURE_CUT";

    public static Task<int> RunAsync(string[] args)
    {
        var sink = new SinkClient(int.Parse(Environment.GetEnvironmentVariable(SinkVariable)!, CultureInfo.InvariantCulture));
        var seeded = Environment.GetEnvironmentVariable(BreakVariable) is { Length: > 0 } name ? Break.Find(name) : null;
        return SpawnerHost.RunAsync(args, new Handlers(sink).Register, host => host.ConfigureServices((context, services) =>
        {
            SiloLinks.Register(services, Environment.GetEnvironmentVariable(CutVariable)!);
            if (seeded is not null)
            {
                Seed(services, seeded, context.Configuration["Spawner:Storage:PostgreSqlConnectionString"]!);
            }
        }));
    }

    private static void Seed(IServiceCollection services, Break seeded, string connectionString)
    {
        var store = services.Single(service => service.ServiceType == typeof(ITaskStore));
        services.Remove(store);
        if (seeded.OutlivesItself)
        {
            services.Replace(ServiceDescriptor.Singleton<IFatalErrorHandler, LateFatalErrorHandler>());
        }

        services.AddSingleton(provider => seeded.Wrap((ITaskStore)store.ImplementationFactory!(provider), connectionString));
    }
}
