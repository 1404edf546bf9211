using System.Net;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using Spawner.Api.Tests.Running;

namespace Spawner.Api.Tests.Access;

public sealed class JwtTests
{
    [Fact]
    public async Task Token_OfTheProvider_IsACredentialByItsClaims_AndNoOtherIs()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var silo = await ApiSilo.StartAsync(
            ("Spawner:Api:Jwt:Authority", provider.Authority),
            ("Spawner:Api:Jwt:Audience", "spawner"),
            ("Spawner:Api:Jwt:RequireHttps", "false"),
            ("Spawner:Api:Jwt:RolePrefix", "spawner-"));
        using var foreign = RSA.Create(2048);

        var self = await silo.Client(provider.Token()).ReadAsync("me");

        Assert.Equal(("oidc:alice", "builds"), (self.GetProperty("name").GetString(), self.GetProperty("namespace").GetString()));
        Assert.Equal(["operator"], self.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
        Assert.Contains("payload:read", self.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
        foreach (var (what, token) in new (string, string)[]
        {
            ("another audience", provider.Token(audience: "others")),
            ("another issuer", provider.Token(issuer: "https://id.example")),
            ("expired", provider.Token(lifeSeconds: -60)),
            ("another key", provider.Token(signedBy: new SigningCredentials(new RsaSecurityKey(foreign) { KeyId = "one" }, SecurityAlgorithms.RsaSha256))),
            ("the public key as a secret", provider.Token(signedBy: provider.PublicKeyAsSecret())),
            ("two namespaces", provider.Token(claims: ("namespace", new[] { "builds", "other" }))),
            ("a namespace that is none", provider.Token(claims: ("namespace", "a/b"))),
            ("no signature", provider.Token()[..provider.Token().LastIndexOf('.')] + "."),
        })
        {
            using var answer = await silo.Client(token).SendAsync(HttpMethod.Get, "me");
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{what}: {answer.StatusCode}");
        }

        await silo.Client(provider.Token(claims: ("roles", "operator"))).RefusedAsync(HttpMethod.Get, "tasks", null, HttpStatusCode.Forbidden, "forbidden");
    }
}
