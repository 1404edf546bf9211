using System.Globalization;
using Microsoft.Extensions.Configuration;
using Spawner.Clustering;

namespace Spawner.Cli.Processes;

/// <summary>The settings of a cluster that lives in one folder of this machine.</summary>
internal static class ClusterSettings
{
    /// <summary>How its silos and clients find each other.</summary>
    public static ClusteringOptions Clustering(string folder) => new()
    {
        Provider = ClusteringProvider.Sqlite,
        SqliteFile = Path.Combine(folder, "cluster.db"),
    };

    /// <summary>What one silo is told.</summary>
    /// <param name="folder">The cluster's folder.</param>
    /// <param name="name">Name of the silo.</param>
    /// <param name="readyFile">Where it says that it takes work.</param>
    /// <param name="plan">What all silos are told.</param>
    public static Dictionary<string, string?> ForSilo(string folder, string name, string readyFile, ClusterPlan plan)
    {
        var clustering = Clustering(folder);
        var settings = new Dictionary<string, string?>
        {
            ["Spawner:Clustering:Provider"] = $"{clustering.Provider}",
            ["Spawner:Clustering:SqliteFile"] = clustering.SqliteFile,
            ["Demo:ExitWithStandardInput"] = "true",
            ["Spawner:Identity:Name"] = name,
            ["Spawner:Silo:GatewayPort"] = "0",
            ["Spawner:Silo:HttpUrl"] = "http://127.0.0.1:0",
            ["Spawner:Silo:ReadyFile"] = readyFile,
            ["Spawner:Silo:SiloPort"] = "0",
        };
        foreach (var (key, value) in StoreSettings.For(new ConfigurationBuilder().AddEnvironmentVariables().Build(), folder, plan.IsDurable))
        {
            settings[key] = value;
        }

        if (plan.Slots is { } number)
        {
            settings["Spawner:Execution:Slots"] = number.ToString(CultureInfo.InvariantCulture);
        }

        return settings;
    }
}
