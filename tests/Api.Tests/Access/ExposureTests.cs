using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Spawner.Api.Tests.Running;
using Spawner.Silo;
using Spawner.Silo.Configuration;

namespace Spawner.Api.Tests.Access;

/// <summary>Bind × credentials × transport: nothing open starts.</summary>
public sealed class ExposureTests : IDisposable
{
    private static readonly string[] Loopback = ["127.0.0.1", "127.8.9.10", "[::1]", "localhost"];
    private static readonly string[] Reachable = ["0.0.0.0", "[::]", "192.0.2.7"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("spawner-tls-");

    public static TheoryData<string, string, string, bool> Matrix
    {
        get
        {
            var rows = new TheoryData<string, string, string, bool>();
            foreach (var bind in Loopback.Concat(Reachable))
            {
                foreach (var credential in (string[])["none", "token", "keys", "jwt"])
                {
                    foreach (var transport in (string[])["plain", "tls", "proxy"])
                    {
                        rows.Add(bind, credential, transport, Loopback.Contains(bind) || (credential != "none" && transport != "plain"));
                    }
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public void Validate_AcceptsWhatIsNotOpen(string bind, string credential, string transport, bool isAccepted)
    {
        var silo = new SiloOptions { HttpUrl = $"{(transport == "tls" ? "https" : "http")}://{bind}:8080" };
        var api = new SpawnerApiOptions
        {
            TokenFile = credential == "token" ? "token" : null,
            KeysFile = credential == "keys" ? "keys" : null,
            Jwt = { Authority = credential == "jwt" ? "https://id.example" : null, Audience = "spawner" },
            BehindProxy = transport == "proxy",
        };

        Assert.Equal(isAccepted, !ApiExposure.Validate(silo, api).Any());
        api.Enabled = false;
        Assert.Empty(ApiExposure.Validate(silo, api));
    }

    [Theory]
    [InlineData("http://0.0.0.0:0", "Spawner:Silo:HttpUrl")]
    [InlineData("http://0.0.0.0:0", "Spawner:Silo:HttpUrl", "Spawner:Api:KeysFile=keys.json")]
    [InlineData("http://[::]:0", "Spawner:Silo:HttpUrl", "Spawner:Api:BehindProxy=true")]
    [InlineData("https://0.0.0.0:0", "Spawner:Silo:CertificateFile", "Spawner:Api:KeysFile=keys.json")]
    [InlineData("https://127.0.0.1:0", "Spawner:Silo:CertificateFile", "Spawner:Silo:CertificateFile=/none.pem")]
    [InlineData("http://127.0.0.1:0", "Spawner:Api:Jwt:Audience", "Spawner:Api:Jwt:Authority=https://id.example")]
    [InlineData("http://127.0.0.1:0", "Spawner:Api:Jwt:Authority", "Spawner:Api:Jwt:Authority=http://id.example", "Spawner:Api:Jwt:Audience=a")]
    [InlineData("http://127.0.0.1:0", "Spawner:Api:TokenFile", "Spawner:Api:TokenFile=/dev/null/token")]
    public async Task Start_OfWhatIsOpenOrCannotBeUsed_Exits2WithTheSetting(string address, string setting, params string[] settings)
    {
        using var errors = new StringWriter();
        var before = Console.Error;
        Console.SetError(errors);
        try
        {
            string[] arguments = ["--Spawner:Silo:SiloPort=0", "--Spawner:Silo:GatewayPort=0", "--Spawner:Storage:Provider=None", $"--Spawner:Silo:HttpUrl={address}", .. settings.Select(one => "--" + one)];
            Assert.Equal(ExitCodes.InvalidSettings, await SpawnerHost.RunAsync(arguments));
        }
        finally
        {
            Console.SetError(before);
        }

        Assert.Contains(setting, errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_BeyondLoopbackWithTlsAndATokenFile_AnswersOverTlsOnly()
    {
        var certificate = Certificate();
        await using var silo = await ApiSilo.StartAsync(("Spawner:Silo:HttpUrl", "https://0.0.0.0:0"), ("Spawner:Silo:CertificateFile", certificate));
        using var pinned = X509CertificateLoader.LoadCertificateFromFile(certificate);
        using var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, found, _, _) => found?.GetCertHashString() == pinned.GetCertHashString();
        using var http = new HttpClient(handler) { BaseAddress = silo.Url };
        http.DefaultRequestHeaders.Authorization = new("Bearer", silo.Tokens.Give("admin", SpawnerRoles.Admin));

        using var answer = await http.SendAsync(HttpMethod.Get, "me");
        using var plain = new HttpClient { BaseAddress = new UriBuilder(silo.Url) { Scheme = "http" }.Uri };

        Assert.True(answer.IsSuccessStatusCode);
        Assert.True(answer.Headers.Contains("Strict-Transport-Security"));
        Assert.Equal(ExitCodes.Ok, await SpawnerHost.RunAsync(["--healthcheck", new Uri(silo.Url, "/health/ready").ToString()]));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => plain.SendAsync(HttpMethod.Get, "me"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.AddDays(1));
        var path = Path.Combine(_folder.FullName, "silo.pem");
        File.WriteAllText(path, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        return path;
    }
}
