using System.Net;
using Spawner.Api;

namespace Spawner.Silo.Configuration;

/// <summary>What keeps the API from standing open: beyond this machine it needs credentials of its own, and nobody may read along. Pure.</summary>
internal static class ApiExposure
{
    private const string Url = $"{SiloOptions.Section}:{nameof(SiloOptions.HttpUrl)}";
    private const string Section = SpawnerApiOptions.SectionName;
    private const string JwtSection = $"{Section}:{nameof(SpawnerApiOptions.Jwt)}";

    public static IEnumerable<string> Validate(SiloOptions silo, SpawnerApiOptions api)
    {
        if (!api.Enabled)
        {
            yield break;
        }

        if (api.Jwt is { Authority: not null, Audience: null })
        {
            yield return $"{JwtSection}:{nameof(SpawnerJwtOptions.Audience)}: found nothing beside {JwtSection}:{nameof(SpawnerJwtOptions.Authority)}. Accepted: for whom tokens must be made out, or the provider's tokens for anybody else would be taken.";
        }

        if (api.Jwt.Authority is { } authority && !IsAccepted(authority, api.Jwt.RequireHttps))
        {
            yield return $"{JwtSection}:{nameof(SpawnerJwtOptions.Authority)}: found '{authority}'. Accepted: the https address of an identity provider.";
        }

        if (HttpUrlAttribute.TryRead(silo.HttpUrl) is not { } endpoint || IPAddress.IsLoopback(endpoint.Address))
        {
            yield break;
        }

        if (api is { TokenFile: null, KeysFile: null, Jwt.Authority: null })
        {
            yield return $"{Url}: found '{silo.HttpUrl}', which others can reach, and the API there has no credentials of its own. "
                + $"Accepted: a loopback address, or one of {Section}:{nameof(SpawnerApiOptions.TokenFile)}, {Section}:{nameof(SpawnerApiOptions.KeysFile)} and {JwtSection}:{nameof(SpawnerJwtOptions.Authority)}, or {Section}:{nameof(SpawnerApiOptions.Enabled)}=false.";
        }

        if (!HttpUrlAttribute.IsHttps(silo.HttpUrl) && !api.BehindProxy)
        {
            yield return $"{Url}: found '{silo.HttpUrl}', which others can reach, and whoever is on the way could read the API's credentials. "
                + $"Accepted: https with {SiloOptions.Section}:{nameof(SiloOptions.CertificateFile)}, or {Section}:{nameof(SpawnerApiOptions.BehindProxy)}=true where a proxy speaks TLS with callers and the network up to it is trusted.";
        }
    }

    private static bool IsAccepted(string authority, bool requireHttps) =>
        Uri.TryCreate(authority, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && !requireHttps));
}
