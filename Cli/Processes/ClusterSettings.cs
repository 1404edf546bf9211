using System.Globalization;

namespace Spawner.Cli.Processes;

/// <summary>The settings of a cluster that lives in one folder of this machine, as its silos and clients read them.</summary>
internal static class ClusterSettings
{
    /// <summary>How silos and clients find each other.</summary>
    public static Dictionary<string, string?> Shared(string folder) => new()
    {
        ["Spawner:Clustering:Provider"] = "Sqlite",
        ["Spawner:Clustering:ConnectionString"] = $"Data Source={Path.Combine(folder, "cluster.db")}",
    };

    /// <summary>What one silo is told.</summary>
    /// <param name="folder">The cluster's folder.</param>
    /// <param name="name">Name of the silo.</param>
    /// <param name="readyFile">Where it says that it takes work.</param>
    /// <param name="slots"><see langword="null"/> for its own default.</param>
    public static Dictionary<string, string?> ForSilo(string folder, string name, string readyFile, int? slots)
    {
        var settings = Shared(folder);
        settings["Demo:ExitWithStandardInput"] = "true";
        settings["Spawner:Identity:Name"] = name;

        // Whoever stops the demo does not wait for the results of what still runs.
        settings["Spawner:Execution:DrainGrace"] = "00:00:00";
        settings["Spawner:Silo:ReadyFile"] = readyFile;
        settings["Spawner:Silo:SiloPort"] = "0";
        settings["Spawner:Silo:GatewayPort"] = "0";
        settings["Spawner:Silo:HttpPort"] = "0";
        if (slots is { } number)
        {
            settings["Spawner:Execution:Slots"] = number.ToString(CultureInfo.InvariantCulture);
        }

        return settings;
    }
}
