using Microsoft.Extensions.Options;
using Spawner.Api;
using Spawner.Clustering;
using Spawner.Grains.ClusterLoad;
using Spawner.Grains.Execution;
using Spawner.Grains.Storage;
using Spawner.Silo.Endpoints;
using Spawner.Silo.Starting;
using Spawner.Storage.Hosting;

namespace Spawner.Silo.Configuration;

/// <summary>Reads and judges the settings; nothing else of the host is composed if one is not accepted.</summary>
internal static class ConfigurationHostBuilderExtensions
{
    /// <summary>What Orleans and HTTP need to stop, beside the two graces that tasks get.</summary>
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(15);

    /// <summary>Every section whose settings are known by name.</summary>
    internal static readonly SettingsSection[] Sections =
    [
        new(SiloOptions.Section, typeof(SiloOptions)),
        new(ClusteringOptions.SectionName, typeof(ClusteringOptions)),
        new("Spawner:Identity", typeof(SiloIdentityOptions)),
        new("Spawner:Execution", typeof(ExecutionOptions)),
        new("Spawner:ClusterLoad", typeof(ClusterLoadOptions)),
        new(TaskStoreOptions.SectionName, typeof(TaskStoreOptions)),
        new("Spawner:Durability", typeof(DurabilityOptions)),
        new(SpawnerApiOptions.SectionName, typeof(SpawnerApiOptions)),
        new($"{SpawnerApiOptions.SectionName}:{nameof(SpawnerApiOptions.Jwt)}", typeof(SpawnerJwtOptions)),
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
            ThrowIfNotAccepted(context);
            var start = new StartPhase();
            services.AddSingleton(start);
            services.Configure<LoggerFilterOptions>(start.Quieten);
            var options = context.Configuration.GetSection(SiloOptions.Section).Get<SiloOptions>() ?? new SiloOptions();
            var endpoints = SiloEndpoints.Open(options);
            services.AddSingleton(_ => endpoints);
            services.AddSingleton(Options.Create(options));
            services.PostConfigure<SiloIdentityOptions>(identity =>
                identity.Name = string.IsNullOrEmpty(identity.Name) ? $"{Environment.MachineName}-{endpoints.SiloPort}" : identity.Name);
            services.AddOptions<HostOptions>().Configure<IOptions<ExecutionOptions>>((process, execution) =>
                process.ShutdownTimeout = execution.Value.DrainGrace + execution.Value.StopGrace + StopMargin);
        });

    /// <summary>Reports every problem of every section at once.</summary>
    private static void ThrowIfNotAccepted(HostBuilderContext context)
    {
        var problems = SettingsInspector.Inspect(context.Configuration, Sections);
        bool CanBeRead(string section) => !problems.Exists(problem => problem.IsIn(section));
        var clustering = CanBeRead(ClusteringOptions.SectionName) ? ClusteringOptions.FromConfiguration(context.Configuration) : new ClusteringOptions();
        var ofClustering = ClusteringOptionsValidator.Validate(clustering);
        var ofStorage = CanBeRead(TaskStoreOptions.SectionName)
            ? ProblemsOf(StorageSettings.Read(context, clustering), clustering, ofClustering.Count > 0)
            : [];
        var ofHttp = CanBeRead(SiloOptions.Section) && CanBeRead(SpawnerApiOptions.SectionName) ? HttpProblems(context.Configuration) : [];
        List<string> texts = [.. problems.Select(problem => problem.ToString()), .. ofClustering.Concat(ofStorage).Concat(ofHttp).Select(text => "- " + text)];
        if (texts.Count > 0)
        {
            throw HostStartException.OfSettings(texts);
        }
    }

    private static IEnumerable<string> HttpProblems(IConfiguration configuration)
    {
        var silo = configuration.GetSection(SiloOptions.Section).Get<SiloOptions>() ?? new SiloOptions();
        var api = configuration.GetSection(SpawnerApiOptions.SectionName).Get<SpawnerApiOptions>() ?? new SpawnerApiOptions();
        return HttpCertificate.Validate(silo).Concat(ApiExposure.Validate(silo, api));
    }

    /// <summary>What is wrong with the clustering is not said again of the store that goes with it.</summary>
    private static IEnumerable<string> ProblemsOf(TaskStoreOptions storage, ClusteringOptions clustering, bool isClusteringWrong) =>
        isClusteringWrong && clustering.Provider == ClusteringProvider.PostgreSql && storage.PostgreSqlConnectionString == clustering.PostgreSqlConnectionString
            ? []
            : storage.Validate();
}
