using System.ComponentModel.DataAnnotations;

namespace Spawner.Client;

/// <summary>Settings of the client library; bound from the configuration section <c>Spawner:Client</c>.</summary>
public sealed record SpawnerClientOptions
{
    internal const string SectionName = "Spawner:Client";

    /// <summary>Namespace of everything that this client spawns and asks for. Default <c>default</c>.</summary>
    [Required, RegularExpression("^[A-Za-z0-9._-]{1,128}$")]
    public string Namespace { get; set; } = "default";

    /// <summary>Who submits, as recorded with every task. Default: user name and machine name.</summary>
    [Required, StringLength(256, MinimumLength = 1)]
    public string Submitter { get; set; } = $"{Environment.UserName}@{Environment.MachineName}";

    /// <summary>
    /// How long the client waits for a silo's answer before it sends the same request through another gateway.
    /// Default 2 s; 100 ms to 1 minute.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a request may take with all attempts. Default 30 s; 1 s to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a spawn goes on trying while the cluster answers that it is busy. Default 1 minute; zero to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Most tasks of one <see cref="ISpawnerClient.SpawnManyAsync"/>. Default and maximum 1 000 000.</summary>
    [Range(1, 1_000_000)]
    public int MaximumTasksPerBatch { get; set; } = 1_000_000;

    /// <summary>Messages with spawns that may await their acknowledgement at once. Default 4; 1 to 64.</summary>
    [Range(1, 64)]
    public int MaximumOutstandingBatches { get; set; } = 4;

    /// <summary>Single spawns that may wait to be sent before callers must wait themselves. Default 100 000.</summary>
    [Range(1, 10_000_000)]
    public int MaximumWaitingSpawns { get; set; } = 100_000;

    /// <summary>
    /// How often, while tasks are awaited, the client checks which silos live and asks again about tasks of those that
    /// do not. Default 1 s; 100 ms to 1 minute.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan LivenessPeriod { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// After how long without news an awaited task is asked about again, in case a notice was dropped. Default 10 s;
    /// 1 s to 1 hour.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ReconfirmPeriod { get; set; } = TimeSpan.FromSeconds(10);
}
