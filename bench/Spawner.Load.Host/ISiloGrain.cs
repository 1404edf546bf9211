namespace Spawner.Load.Host;

/// <summary>What the bench asks of one silo process. Its key is the silo's address; the first call must carry it as a placement hint.</summary>
[Alias("load.ISiloGrain")]
public interface ISiloGrain : IGrainWithStringKey
{
    /// <summary>The process that answers.</summary>
    [Alias("ProcessId")]
    Task<int> GetProcessIdAsync();

    /// <summary>Bytes that the process has allocated so far.</summary>
    [Alias("Allocated")]
    Task<long> GetAllocatedBytesAsync();

    /// <summary>Bytes that are alive: a full collection comes first.</summary>
    [Alias("Live")]
    Task<long> GetLiveBytesAsync();

    /// <summary>Lets the holding tasks of the silo end.</summary>
    [Alias("OpenGate")]
    Task OpenGateAsync();

    /// <summary>Spawns no-op tasks from inside the silo, one at a time, for so long.</summary>
    /// <returns>How long each took, in microseconds.</returns>
    [Alias("SpawnLone")]
    Task<double[]> SpawnLoneAsync(TimeSpan window, string input);
}
