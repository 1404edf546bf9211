using Microsoft.Extensions.Options;
using Spawner.Grains.ClusterLoad;
using Spawner.Grains.Execution;
using Spawner.Silo.Endpoints;
using Spawner.Silo.Starting;

namespace Spawner.Silo.Configuration;

/// <summary>Reads and judges the settings; nothing else of the host is composed if one is not accepted.</summary>
internal static class ConfigurationStep
{
    /// <summary>What Orleans and HTTP need to stop, beside the two graces that tasks get.</summary>
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(15);

    private static readonly SettingsSection[] Sections =
    [
        new(SiloOptions.Section, typeof(SiloOptions)),
        new("Spawner:Identity", typeof(SiloIdentityOptions)),
        new("Spawner:Execution", typeof(ExecutionOptions)),
        new("Spawner:ClusterLoad", typeof(ClusterLoadOptions)),
    ];

    public static IHostBuilder AddConfiguration(this IHostBuilder host) => host
        .ConfigureHostConfiguration(configuration => configuration.AddInMemoryCollection(
        [
            // Nothing is read again at run time, and each watched file takes one of the machine's few inotify instances.
            new("hostBuilder:reloadConfigOnChange", "false"),
        ]))
        // Settings lie beside the program, wherever it is started from.
        .UseContentRoot(AppContext.BaseDirectory)
        .ConfigureAppConfiguration((_, configuration) => SettingDefaults.AddTo(configuration))
        .ConfigureServices((context, services) =>
        {
            var problems = SettingsInspector.Inspect(context.Configuration, Sections);
            if (problems.Count > 0)
            {
                throw HostStartException.OfSettings([.. problems.Select(problem => problem.ToString())]);
            }

            var options = context.Configuration.GetSection(SiloOptions.Section).Get<SiloOptions>() ?? new SiloOptions();
            var endpoints = SiloEndpoints.Open(options);
            services.AddSingleton(_ => endpoints);
            services.AddSingleton(Options.Create(options));
            services.AddIdentity(options, endpoints);
            services.AddOptions<HostOptions>().Configure<IOptions<ExecutionOptions>>((process, execution) =>
                process.ShutdownTimeout = execution.Value.DrainGrace + execution.Value.StopGrace + StopMargin);
        });

    private static void AddIdentity(this IServiceCollection services, SiloOptions options, SiloEndpoints endpoints) =>
        services.PostConfigure<SiloIdentityOptions>(identity =>
        {
            identity.Name ??= options.Name ?? $"{Environment.MachineName}-{endpoints.SiloPort}";
            foreach (var (label, value) in options.Labels)
            {
                identity.Labels.TryAdd(label, value);
            }
        });
}
