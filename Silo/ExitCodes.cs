namespace Spawner.Silo;

/// <summary>How the process ends.</summary>
public static class ExitCodes
{
    /// <summary>In good order.</summary>
    public const int Ok = 0;

    /// <summary>The health probe found the silo not healthy.</summary>
    public const int NotHealthy = 1;

    /// <summary>A setting is not accepted.</summary>
    public const int InvalidSettings = 2;

    /// <summary>Something that the silo needs is not there: a port, or the database.</summary>
    public const int NotStarted = 3;
}
