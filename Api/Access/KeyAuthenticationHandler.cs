using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;

namespace Spawner.Api.Access;

/// <summary>Knows callers by a bearer token that one of the sources knows.</summary>
internal sealed class KeyAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, IEnumerable<ITokenSource> sources)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (ApiSchemes.TokenOf(Request) is not { } token)
        {
            return AuthenticateResult.NoResult();
        }

        if (!KeyText.IsKey(token))
        {
            return AuthenticateResult.Fail("The token is no key.");
        }

        foreach (var source in sources)
        {
            if (await source.FindAsync(token, Context.RequestAborted) is { } credential)
            {
                return AuthenticateResult.Success(new AuthenticationTicket(CredentialClaims.ToPrincipal(credential, Scheme.Name), Scheme.Name));
            }
        }

        return AuthenticateResult.Fail("The key is not known, or has expired.");
    }
}
