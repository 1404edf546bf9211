namespace Spawner.Silo.Configuration;

/// <summary>Settings of the host; the configuration section <c>Spawner:Silo</c>.</summary>
internal sealed class SiloOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Spawner:Silo";

    /// <summary>The address that other silos and clients reach it by: an IP address, or <c>auto</c> for the first that is not loopback. Default 127.0.0.1.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Whether to listen on every address, as containers must. Default false: on <see cref="Address"/> only.</summary>
    public bool ListenAny { get; set; }

    /// <summary>Port for other silos. Default 11111; 0 for any free one.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>Port for clients. Default 30000; 0 for any free one.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>Where health and metrics are served. Default http://127.0.0.1:8080; port 0 for any free one.</summary>
    public string HttpUrl { get; set; } = "http://127.0.0.1:8080";

    /// <summary>A file that is written once the silo takes tasks: name, addresses and process id as JSON. Default none.</summary>
    public string? ReadyFile { get; set; }
}
