using System.ComponentModel.DataAnnotations;

namespace Spawner.Silo.Configuration;

/// <summary>Where a silo listens and how it tells; bound from the configuration section <c>Spawner:Silo</c>.</summary>
internal sealed class SiloOptions
{
    /// <summary>Section that these options are bound from.</summary>
    public const string Section = "Spawner:Silo";

    /// <summary>Value of <see cref="Address"/> that stands for the first address of this machine that others can reach.</summary>
    public const string AutomaticAddress = "auto";

    /// <summary>
    /// IP address that other silos and clients reach this one at. Default 127.0.0.1, this machine only; <c>auto</c> takes
    /// the first IPv4 address that is not loopback.
    /// </summary>
    [IpAddressOrAuto]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Whether silo and gateway listen on every address of the machine, not only on <see cref="Address"/>. Default false.</summary>
    public bool ListenAny { get; set; }

    /// <summary>Port for other silos. Default 11111; 0 takes a free one.</summary>
    [Range(0, 65535)]
    public int SiloPort { get; set; } = 11111;

    /// <summary>Port for clients. Default 30000; 0 takes a free one.</summary>
    [Range(0, 65535)]
    public int GatewayPort { get; set; } = 30000;

    /// <summary>Where health, metrics and the API are served. Default http://127.0.0.1:8080; port 0 takes a free one.</summary>
    [HttpUrl]
    public string HttpUrl { get; set; } = "http://127.0.0.1:8080";

    /// <summary>File with the certificate for https, and those between it and a root that callers trust, as PEM. Needed with https.</summary>
    [StringLength(4096, MinimumLength = 1)]
    public string? CertificateFile { get; set; }

    /// <summary>File with the certificate's private key, as PEM. Default <see cref="CertificateFile"/>.</summary>
    [StringLength(4096, MinimumLength = 1)]
    public string? CertificateKeyFile { get; set; }

    /// <summary>File that says where this silo listens, written when it takes tasks and removed when it stops. Default: none.</summary>
    [StringLength(4096, MinimumLength = 1)]
    public string? ReadyFile { get; set; }
}
