namespace Spawner.Silo.Starting;

/// <summary>What the process tells the one who started it.</summary>
internal static class ExitCodes
{
    /// <summary>Stopped in good order.</summary>
    public const int Stopped = 0;

    /// <summary>The silo that was asked is not healthy.</summary>
    public const int Unhealthy = 1;

    /// <summary>A new start needs other settings.</summary>
    public const int SettingsNotAccepted = 2;

    /// <summary>A new start may do, once a port is free or the cluster's database answers.</summary>
    public const int SurroundingsNotReady = 3;
}
