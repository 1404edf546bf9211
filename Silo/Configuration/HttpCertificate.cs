using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Spawner.Silo.Configuration;

/// <summary>The certificate for https.</summary>
internal static class HttpCertificate
{
    private const string Setting = $"{SiloOptions.Section}:{nameof(SiloOptions.CertificateFile)}";

    /// <summary>Every problem; the files are read.</summary>
    public static IEnumerable<string> Validate(SiloOptions silo)
    {
        var isHttps = HttpUrlAttribute.IsHttps(silo.HttpUrl);
        if (!isHttps && (silo.CertificateFile ?? silo.CertificateKeyFile) is { } unused)
        {
            return [$"{Setting}: found '{unused}', and {SiloOptions.Section}:{nameof(SiloOptions.HttpUrl)} is '{silo.HttpUrl}'. Accepted: a certificate for an https address only."];
        }

        return !isHttps ? [] : silo.CertificateFile is null ? [$"{Setting}: found nothing. Accepted with https: a file with the certificate, as PEM."] : Unreadable(silo);
    }

    /// <summary>Reads it.</summary>
    public static X509Certificate2 Load(SiloOptions silo) => X509Certificate2.CreateFromPemFile(silo.CertificateFile!, silo.CertificateKeyFile);

    private static string[] Unreadable(SiloOptions silo)
    {
        try
        {
            using var certificate = Load(silo);
            return [];
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [$"{Setting}: found '{silo.CertificateFile}'. Accepted: a file with a certificate and, there or in {nameof(SiloOptions.CertificateKeyFile)}, its private key, as PEM ({failure.Message})."];
        }
    }
}
