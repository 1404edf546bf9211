namespace Spawner.Api.Access;

/// <summary>How a caller shows who it is.</summary>
internal static class ApiSchemes
{
    /// <summary>Looks at the token and asks one of the others.</summary>
    public const string Any = "Spawner";

    /// <summary>API keys and the local token.</summary>
    public const string Key = "Spawner.Key";

    /// <summary>Tokens of an identity provider.</summary>
    public const string Jwt = "Spawner.Jwt";

    private const string Bearer = "Bearer ";

    /// <returns>The request's bearer token; <see langword="null"/> if it has none.</returns>
    public static string? TokenOf(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : null;
}
