using System.Net;
using Microsoft.Extensions.Options;
using Spawner.Clustering;

namespace Spawner.Silo.Configuration;

/// <summary>All that must be known before the host is built, checked in one go so that every problem is reported at once.</summary>
internal sealed record SiloSettings(SiloOptions Silo, ClusteringOptions Clustering, IPAddress Address)
{
    /// <exception cref="OptionsValidationException">A setting is not accepted; every problem is listed.</exception>
    public static SiloSettings Read(IConfiguration configuration)
    {
        List<string> problems = [];
        var silo = Bind<SiloOptions>(configuration, SiloOptions.Section, problems);
        var clustering = Bind<ClusteringOptions>(configuration, ClusteringOptions.Section, problems);
        problems.AddRange(ClusteringOptionsValidator.Validate(clustering));
        var address = LocalAddress.Find(silo.Address);
        if (address is null)
        {
            problems.Add(Problem(nameof(silo.Address), silo.Address, "an IP address of this machine, or 'auto' for the first that is not loopback"));
        }

        Check(silo.SiloPort is >= 0 and <= 65535, nameof(silo.SiloPort), $"{silo.SiloPort}", "0 to 65535; 0 for any free port");
        Check(silo.GatewayPort is >= 0 and <= 65535, nameof(silo.GatewayPort), $"{silo.GatewayPort}", "0 to 65535; 0 for any free port");
        Check(silo.SiloPort == 0 || silo.SiloPort != silo.GatewayPort, nameof(silo.GatewayPort), $"{silo.GatewayPort}", "another port than SiloPort");
        Check(IsHttpUrl(silo.HttpUrl), nameof(silo.HttpUrl), silo.HttpUrl, "http://ADDRESS:PORT");
        return problems.Count == 0
            ? new SiloSettings(silo, clustering, address!)
            : throw new OptionsValidationException("Spawner", typeof(SiloSettings), problems);

        void Check(bool accepted, string setting, string found, string acceptable)
        {
            if (!accepted)
            {
                problems.Add(Problem(setting, found, acceptable));
            }
        }
    }

    private static T Bind<T>(IConfiguration configuration, string section, List<string> problems)
        where T : new()
    {
        try
        {
            return configuration.GetSection(section).Get<T>() ?? new T();
        }
        catch (InvalidOperationException failure)
        {
            problems.Add($"{failure.Message} {failure.InnerException?.Message}");
            return new T();
        }
    }

    private static bool IsHttpUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp && url.PathAndQuery == "/";

    private static string Problem(string setting, string found, string accepted) => $"{SiloOptions.Section}:{setting} is '{found}'. Accepted: {accepted}.";
}
